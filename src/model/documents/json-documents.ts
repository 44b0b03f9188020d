import type { TSchema } from 'typebox';

import { COMPARE_SCHEMA, CompareResult } from '../comparison.ts';
import { TRY_SCHEMA, TryResult } from '../decision.ts';
import { History, HISTORY_SCHEMA } from '../history.ts';
import { Receipt, RECEIPT_SCHEMA } from '../receipt.ts';
import { RECEIPT_CHECK_SCHEMA, ReceiptCheck } from '../receipt-check.ts';
import { REDTEAM_SCHEMA, RedteamResult } from '../redteam.ts';
import { Retro, RETRO_SCHEMA } from '../retro.ts';
import { Review, REVIEW_SCHEMA } from '../review.ts';
import { TRACKER_SCHEMA, TrackerDocument } from '../tracker.ts';
import {
  BOTTLENECK_CHECK_SCHEMA,
  BOTTLENECK_SHOW_SCHEMA,
  BottleneckCheckDocument,
  BottleneckShowDocument,
} from './bottleneck-rows.ts';
import { DOCTOR_SCHEMA, DoctorDocument } from './doctor.ts';
import {
  FLOW_CHECK_SCHEMA,
  FLOW_SHOW_SCHEMA,
  FlowCheckDocument,
  FlowShowDocument,
} from './flow-file.ts';
import { IMPORT_SCHEMA, ImportDocument } from './import.ts';
import { PLAN_SET_SCHEMA, PlanSetDocument } from './plan-set.ts';
import { PROFILE_DIFF_SCHEMA, ProfileDiffDocument } from './profile-diff.ts';
import { RECEIPT_KEY_SCHEMA, ReceiptKeyDocument } from './receipt-key.ts';
import { RUN_EVENT_SCHEMA, RunEventDocument } from './run-event.ts';
import {
  RUN_ARTIFACTS_SCHEMA,
  RUN_PRUNE_SCHEMA,
  RUN_VERIFY_SCHEMA,
  RunArtifactsDocument,
  RunPruneDocument,
  RunVerifyDocument,
} from './run-files.ts';
import {
  INBOX_SCHEMA,
  InboxDocument,
  RUN_LIST_SCHEMA,
  RUN_STATUS_SCHEMA,
  RunListDocument,
  RunStatusDocument,
} from './run-status.ts';
import { TASK_CLEANUP_SCHEMA, TaskCleanupDocument } from './task-cleanup.ts';
import {
  TASK_REVIEW_SCHEMA,
  TASK_REVIEW_SESSION_SCHEMA,
  TaskReviewDocument,
  TaskReviewSessionDocument,
} from './task-review.ts';
import { TASK_SPLIT_SCHEMA, TaskSplitDocument } from './task-split.ts';
import {
  TASK_SHOW_SCHEMA,
  TASK_STATUS_SCHEMA,
  TaskShowDocument,
  TaskStatusDocument,
} from './task-status.ts';
import {
  LOG_SCHEMA,
  LogDocument,
  SHOW_SCHEMA,
  ShowDocument,
  STATUS_SCHEMA,
  StatusDocument,
} from './try-status.ts';

/** A document that a command writes for programs. */
export interface JsonDocument {
  /** Name and version: `hone.compare.v1`. Its field `schema` says the same. */
  readonly schemaName: string;
  /** Describes the whole document; of what comes line by line, one line. */
  readonly schema: TSchema;
  /** What it is, for the title of the published schema. */
  readonly title: string;
}

const one = (schemaName: string, schema: TSchema, title: string): JsonDocument => ({
  schemaName,
  schema,
  title,
});

/**
 * Every document that commands write for programs, besides the files of a campaign that some of
 * them print (`ARTIFACT_KINDS`).
 */
export const JSON_DOCUMENTS: readonly JsonDocument[] = [
  one(COMPARE_SCHEMA, CompareResult, 'Result of hone compare'),
  one(TRY_SCHEMA, TryResult, 'Result of hone try'),
  one(STATUS_SCHEMA, StatusDocument, 'Where a run of hone try stands'),
  one(SHOW_SCHEMA, ShowDocument, 'A decision of hone try'),
  one(LOG_SCHEMA, LogDocument, 'Runs of hone try'),
  one(RUN_EVENT_SCHEMA, RunEventDocument, 'A line of a run that is driven'),
  one(RUN_STATUS_SCHEMA, RunStatusDocument, 'Where a run of a flow stands'),
  one(RUN_LIST_SCHEMA, RunListDocument, 'Runs of flows'),
  one(RUN_ARTIFACTS_SCHEMA, RunArtifactsDocument, 'Files of a run of a flow'),
  one(RUN_VERIFY_SCHEMA, RunVerifyDocument, 'Whether a run of a flow is intact'),
  one(RUN_PRUNE_SCHEMA, RunPruneDocument, 'What hone run prune removed'),
  one(INBOX_SCHEMA, InboxDocument, 'What waits for a person'),
  one(TASK_STATUS_SCHEMA, TaskStatusDocument, 'Where tasks stand'),
  one(TASK_SHOW_SCHEMA, TaskShowDocument, 'A task phase by phase'),
  one(TASK_REVIEW_SCHEMA, TaskReviewDocument, 'Open comments on a task'),
  one(TASK_REVIEW_SESSION_SCHEMA, TaskReviewSessionDocument, 'What became of comments on a task'),
  one(TASK_CLEANUP_SCHEMA, TaskCleanupDocument, 'What ended tasks left behind'),
  one(TASK_SPLIT_SCHEMA, TaskSplitDocument, 'Tasks of a plan'),
  one(TRACKER_SCHEMA, TrackerDocument, 'Tracker of a campaign'),
  one(PROFILE_DIFF_SCHEMA, ProfileDiffDocument, 'Result of hone profile diff'),
  one(BOTTLENECK_SHOW_SCHEMA, BottleneckShowDocument, 'A bottleneck'),
  one(BOTTLENECK_CHECK_SCHEMA, BottleneckCheckDocument, 'A bottleneck that was checked'),
  one(PLAN_SET_SCHEMA, PlanSetDocument, 'An item of a plan in which a number was set'),
  one(HISTORY_SCHEMA, History, 'Result of hone history'),
  one(RETRO_SCHEMA, Retro, 'Result of hone retro'),
  one(REVIEW_SCHEMA, Review, 'Result of hone review'),
  one(REDTEAM_SCHEMA, RedteamResult, 'Result of hone redteam'),
  one(RECEIPT_SCHEMA, Receipt, 'Receipt of a run of hone try'),
  one(RECEIPT_CHECK_SCHEMA, ReceiptCheck, 'Result of hone receipt verify'),
  one(RECEIPT_KEY_SCHEMA, ReceiptKeyDocument, 'Public key of receipts'),
  one(FLOW_CHECK_SCHEMA, FlowCheckDocument, 'Result of hone flow check'),
  one(FLOW_SHOW_SCHEMA, FlowShowDocument, 'Result of hone flow show'),
  one(DOCTOR_SCHEMA, DoctorDocument, 'Result of hone doctor'),
  one(IMPORT_SCHEMA, ImportDocument, 'Result of hone import'),
];
