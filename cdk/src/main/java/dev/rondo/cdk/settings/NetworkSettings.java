package dev.rondo.cdk.settings;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where clients are: in a network of their own, or in one that the user names.
 *
 * @param vpcId the user's VPC; empty for one that Rondo makes
 * @param subnetIds subnets of that VPC
 * @param routeTableIds route tables of these subnets that get the endpoint for S3; none when the
 *     VPC has one already
 * @param zones how many availability zones the own network covers; 2 at most, because a template
 *     that fits any region can count on no more
 * @param zoneNames or which ones, as many as wanted
 * @param connection how the own network reaches AWS
 */
public record NetworkSettings(
    Optional<String> vpcId,
    List<String> subnetIds,
    List<String> routeTableIds,
    int zones,
    List<String> zoneNames,
    Connection connection) {

  private static final Pattern VPC = Pattern.compile("vpc-[0-9a-f]{8,17}");
  private static final Pattern SUBNET = Pattern.compile("subnet-[0-9a-f]{8,17}");
  private static final Pattern ROUTE_TABLE = Pattern.compile("rtb-[0-9a-f]{8,17}");
  private static final Pattern ZONE = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9][a-z]");

  /**
   * @param prefix ec2 or eks
   */
  static NetworkSettings from(Values values, String prefix, int leastZones) {
    NetworkSettings settings =
        new NetworkSettings(
            values.optional(prefix + "_vpc_id", VPC, "a VPC's id, vpc-..."),
            values.list(prefix + "_subnet_ids", SUBNET, "a subnet's id, subnet-..."),
            values.list(prefix + "_route_table_ids", ROUTE_TABLE, "a route table's id, rtb-..."),
            values.integer(prefix + "_zones", 2, leastZones, 2),
            values.list(prefix + "_zone_names", ZONE, "a zone such as us-east-1a"),
            values.choice(prefix + "_connection", Connection.PUBLIC_SUBNETS));
    boolean given = settings.vpcId().isPresent();
    values.rule(
        given || settings.subnetIds().isEmpty(),
        prefix + "_subnet_ids",
        "needs " + prefix + "_vpc_id, the VPC that they are in");
    values.rule(
        !given || !settings.subnetIds().isEmpty(),
        prefix + "_vpc_id",
        "needs " + prefix + "_subnet_ids, the subnets of it that clients go to");
    values.rule(
        settings.subnetIds().stream().distinct().count() == settings.subnetIds().size(),
        prefix + "_subnet_ids",
        "names a subnet twice: each is to be there once, and each in a zone of its own");
    values.rule(
        given || settings.routeTableIds().isEmpty(),
        prefix + "_route_table_ids",
        "is for a VPC that you name by " + prefix + "_vpc_id");
    values.rule(
        !given || (!values.isGiven(prefix + "_zones") && settings.zoneNames().isEmpty()),
        values.isGiven(prefix + "_zones") ? prefix + "_zones" : prefix + "_zone_names",
        "is for a network that Rondo makes; in yours, the subnets decide");
    values.rule(
        settings.zoneNames().isEmpty() || !values.isGiven(prefix + "_zones"),
        prefix + "_zones",
        "and " + prefix + "_zone_names say the same: keep one");
    return settings;
  }
}
