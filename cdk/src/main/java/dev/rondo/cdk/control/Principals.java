package dev.rondo.cdk.control;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.AccountPrincipal;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * Roles of another account in the policy of a bucket. The principal is the account, and a condition
 * names the role: a policy that names a role as its principal is refused until the role exists, and
 * stops to work when the role is created again.
 */
public final class Principals {

  /** In arn:aws:iam::ACCOUNT:role/NAME. */
  private static final int ACCOUNT_OF_ARN = 4;

  private Principals() {}

  /** Begins a statement that allows something to a role. */
  public static PolicyStatement.Builder allow(String sid, String roleArn) {
    return allow(sid, roleArn, Map.of());
  }

  /**
   * Begins a statement that allows something to a role under more conditions.
   *
   * @param conditions by operator
   */
  public static PolicyStatement.Builder allow(
      String sid, String roleArn, Map<String, Object> conditions) {
    Map<String, Object> all = new HashMap<>(conditions);
    all.put("ArnEquals", Map.of("aws:PrincipalArn", roleArn));
    return PolicyStatement.Builder.create()
        .sid(sid)
        .principals(List.of(new AccountPrincipal(account(roleArn))))
        .conditions(all);
  }

  /** The account of a role or a function. */
  public static String account(String arn) {
    return arn.split(":", -1)[ACCOUNT_OF_ARN];
  }
}
