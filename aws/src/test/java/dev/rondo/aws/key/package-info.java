@org.jspecify.annotations.NullMarked
package dev.rondo.aws.key;
