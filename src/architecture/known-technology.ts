import type { ArchitectureNote } from '../model/index.ts';

/** Something that keeps or passes data. */
export interface Technology {
  readonly kind: Extract<ArchitectureNote['kind'], 'store' | 'queue'>;
  readonly name: string;
}

/**
 * What packages, images and traces call what keeps data, with spaces between. Words of packages are
 * whole names; of images the last part before the tag; of traces the values of OpenTelemetry's
 * `db.system`.
 */
const STORES: Readonly<Record<string, string>> = {
  PostgreSQL:
    'pg postgres postgresql pg-promise psycopg psycopg2 psycopg2-binary psycopg-binary ' +
    'asyncpg github.com/lib/pq github.com/jackc/pgx tokio-postgres postgis timescaledb ' +
    'pgvector cloudnative-pg',
  MySQL:
    'mysql mysql2 pymysql mysqlclient mysql-connector-python github.com/go-sql-driver/mysql ' +
    'mysql_async percona',
  MariaDB: 'mariadb',
  SQLite:
    'sqlite sqlite3 better-sqlite3 aiosqlite rusqlite github.com/mattn/go-sqlite3 ' +
    'modernc.org/sqlite libsql @libsql/client',
  'Microsoft SQL Server': 'mssql tedious pymssql github.com/microsoft/go-mssqldb',
  MongoDB: 'mongo mongodb mongoose pymongo motor go.mongodb.org/mongo-driver',
  Redis:
    'redis ioredis @redis/client aioredis github.com/redis/go-redis ' +
    'github.com/go-redis/redis redis-stack redis-stack-server redis-rs',
  Valkey: 'valkey iovalkey',
  Memcached: 'memcached memjs pymemcache pylibmc github.com/bradfitz/gomemcache',
  Elasticsearch: 'elasticsearch @elastic/elasticsearch github.com/elastic/go-elasticsearch',
  OpenSearch: 'opensearch @opensearch-project/opensearch opensearch-py',
  Cassandra: 'cassandra cassandra-driver github.com/gocql/gocql scylla',
  ClickHouse:
    'clickhouse clickhouse-server @clickhouse/client clickhouse-connect ' +
    'github.com/clickhouse/clickhouse-go',
  DynamoDB: 'dynamodb @aws-sdk/client-dynamodb dynamodb-local',
  S3: '@aws-sdk/client-s3 minio s3',
  InfluxDB: 'influxdb @influxdata/influxdb-client',
  Neo4j: 'neo4j neo4j-driver',
  etcd: 'etcd etcd3 go.etcd.io/etcd',
};

/** The same of what passes data on; traces say `messaging.system`. */
const QUEUES: Readonly<Record<string, string>> = {
  Kafka:
    'kafka cp-kafka kafkajs node-rdkafka @confluentinc/kafka-javascript kafka-python ' +
    'confluent-kafka aiokafka github.com/segmentio/kafka-go github.com/ibm/sarama ' +
    'github.com/shopify/sarama rdkafka redpanda',
  RabbitMQ:
    'rabbitmq amqplib amqp pika aio-pika lapin github.com/rabbitmq/amqp091-go ' +
    'github.com/streadway/amqp',
  NATS: 'nats @nats-io/transport-node nats-py async-nats github.com/nats-io/nats.go',
  'Amazon SQS': '@aws-sdk/client-sqs aws_sqs sqs-consumer elasticmq',
  'Google Pub/Sub': '@google-cloud/pubsub gcp_pubsub google-cloud-pubsub',
  'BullMQ (on Redis)': 'bullmq bull bee-queue',
  Celery: 'celery',
  'RQ (on Redis)': 'rq',
  'pg-boss (on PostgreSQL)': 'pg-boss graphile-worker',
  MQTT: 'mqtt paho-mqtt mosquitto eclipse-mosquitto emqx',
  Pulsar: 'pulsar pulsar-client apachepulsar',
  ActiveMQ: 'activemq artemis',
};

const BY_WORD: ReadonlyMap<string, Technology> = new Map([
  ...byWord('store', STORES),
  ...byWord('queue', QUEUES),
]);

function byWord(
  kind: Technology['kind'],
  table: Readonly<Record<string, string>>,
): (readonly [string, Technology])[] {
  return Object.entries(table).flatMap(([name, words]) =>
    words.split(' ').map((word) => [word, { kind, name }] as const),
  );
}

/** Major versions that Go puts at the end of a module's path. */
const GO_MAJOR = /\/v\d+$/;

/** What a package talks to, by its name in a manifest; null when it is not known. */
export function technologyOfPackage(name: string): Technology | null {
  return BY_WORD.get(name.toLowerCase().replace(GO_MAJOR, '')) ?? null;
}

/** What runs from an image such as `docker.io/library/postgres:16-alpine`; null if not known. */
export function technologyOfImage(image: string): Technology | null {
  const path = image.toLowerCase().replace(/@sha256:.*$/, '');
  const last = path.slice(path.lastIndexOf('/') + 1).replace(/:.*$/, '');
  return BY_WORD.get(last) ?? null;
}

/** What a trace calls `db.system` or `messaging.system`; null when it is not known. */
export function technologyOfSystem(system: string): Technology | null {
  return BY_WORD.get(system.toLowerCase()) ?? null;
}
