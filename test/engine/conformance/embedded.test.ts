import { family } from './embedded-driver.ts';
import { engineConformance } from './suite.ts';

engineConformance('embedded', family);
