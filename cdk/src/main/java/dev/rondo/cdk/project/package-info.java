/** Build results and files of other modules that the infrastructure deploys. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cdk.project;
