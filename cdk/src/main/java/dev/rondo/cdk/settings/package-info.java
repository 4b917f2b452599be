/** The settings of the infrastructure, from CDK's context and a file. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cdk.settings;
