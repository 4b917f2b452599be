/** Discrete Gaussian noise that is a function of a secret key. */
@org.jspecify.annotations.NullMarked
package dev.rondo.privacy.noise;
