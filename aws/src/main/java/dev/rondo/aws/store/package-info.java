/** The store, on S3. */
@org.jspecify.annotations.NullMarked
package dev.rondo.aws.store;
