/** The machines that clients run on: EC2 instances, auto scaling groups, EKS node groups. */
@org.jspecify.annotations.NullMarked
package dev.rondo.operations.fleet;
