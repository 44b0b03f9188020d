import type { Expression, File } from '@babel/parser';

type Statement = File['program']['body'][number];
type Of<Union extends { type: string }, Name extends string> = Extract<Union, { type: Name }>;
type Declarator = Of<Statement, 'VariableDeclaration'>['declarations'][number];
type Member = Of<Expression, 'ObjectExpression'>['properties'][number];
type ClassMember = Of<Expression, 'ClassExpression'>['body']['body'][number];
type Parameter = Of<Expression, 'FunctionExpression'>['params'][number];
type MethodParameter = Of<ClassMember, 'ClassMethod'>['params'][number];
type Pattern = Declarator['id'];
type Handler = NonNullable<Of<Statement, 'TryStatement'>['handler']>;
type Case = Of<Statement, 'SwitchStatement'>['cases'][number];
type Specifier = Of<Statement, 'ImportDeclaration'>['specifiers'][number];
type Quasi = Of<Expression, 'TemplateLiteral'>['quasis'][number];
type Argument = Of<Expression, 'CallExpression'>['arguments'][number];
type Callee = Of<Expression, 'CallExpression'>['callee'];
type Operand = Of<Expression, 'BinaryExpression'>['left'];

/** Any node of the syntax tree that the rules tell apart by `type`. */
export type SyntaxNode =
  | Statement
  | Expression
  | Declarator
  | Member
  | ClassMember
  | Parameter
  | MethodParameter
  | Pattern
  | Handler
  | Case
  | Specifier
  | Quasi
  | Argument
  | Callee
  | Operand
  | File['program'];

/** The nodes of one type. */
export type NodeOf<Name extends SyntaxNode['type']> = Extract<SyntaxNode, { type: Name }>;

/** Anything with parameters and a body. */
export type FunctionNode = NodeOf<
  | 'FunctionDeclaration'
  | 'FunctionExpression'
  | 'ArrowFunctionExpression'
  | 'ObjectMethod'
  | 'ClassMethod'
  | 'ClassPrivateMethod'
>;

const FUNCTIONS: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ObjectMethod',
  'ClassMethod',
  'ClassPrivateMethod',
]);

/** True for a node with parameters and a body. */
export function isFunction(node: SyntaxNode): node is FunctionNode {
  return FUNCTIONS.has(node.type);
}

/** First line of a node, from 1. */
export function lineOf(node: SyntaxNode): number {
  return node.loc?.start.line ?? 0;
}

/** Last line of a node, from 1. */
export function lastLineOf(node: SyntaxNode): number {
  return node.loc?.end.line ?? 0;
}
