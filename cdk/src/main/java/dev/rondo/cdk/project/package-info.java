/** What the rest of the project has for the infrastructure: packages, definitions, manifests. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cdk.project;
