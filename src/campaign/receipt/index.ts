export { createReceipt } from './create-receipt.ts';
export { receiptFile } from './receipt-file.ts';
export { openReceiptKey, type PublicReceiptKey, type ReceiptKey } from './receipt-key.ts';
export { verifyReceipt, type VerifyOptions } from './verify-receipt.ts';
