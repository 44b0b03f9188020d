import { family } from './embedded-driver.ts';
import { engineCrashConformance } from './suite.ts';

engineCrashConformance('embedded', family);
