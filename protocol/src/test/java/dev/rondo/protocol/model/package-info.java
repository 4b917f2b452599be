@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.model;
