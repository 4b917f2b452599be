/** The ports on AWS. */
@org.jspecify.annotations.NullMarked
package dev.rondo.aws;
