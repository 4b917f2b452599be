@org.jspecify.annotations.NullMarked
package dev.rondo.privacy.noise;
