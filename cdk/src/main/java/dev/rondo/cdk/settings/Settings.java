package dev.rondo.cdk.settings;

import java.util.regex.Pattern;

/**
 * Everything that a user may choose about the infrastructure.
 *
 * @param prefix begins the stacks' names: several of them make several Rondos in one account
 * @param control settings of the control stack
 * @param ec2 settings of the clients on EC2
 * @param eks settings of the clients on EKS
 */
public record Settings(String prefix, ControlSettings control, Ec2Settings ec2, EksSettings eks) {

  private static final Pattern PREFIX = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,15}");

  static Settings from(Values values) {
    return new Settings(
        values.text("prefix", "Rondo", PREFIX, "1 to 16 letters, digits and hyphens"),
        ControlSettings.from(values),
        Ec2Settings.from(values),
        EksSettings.from(values));
  }

  public String controlStack() {
    return prefix + "Control";
  }

  public String ec2Stack() {
    return prefix + "Ec2Clients";
  }

  public String eksStack() {
    return prefix + "EksClients";
  }
}
