@org.jspecify.annotations.NullMarked
package dev.rondo.cdk.helper;
