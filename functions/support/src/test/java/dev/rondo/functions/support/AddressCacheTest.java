package dev.rondo.functions.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.settings.InvalidSettingsException;
import java.security.Security;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddressCacheTest {

  private static final String PROPERTY = "networkaddress.cache.ttl";

  private final String before = Security.getProperty(PROPERTY);

  @AfterEach
  void restore() {
    Security.setProperty(PROPERTY, before == null ? "" : before);
  }

  /** The settings are missing, so the start ends before its first request. */
  @Test
  void aFunctionLimitsHowLongAddressesCountBeforeItsFirstRequest() {
    assertThatThrownBy(AwsFunction::start).isInstanceOf(InvalidSettingsException.class);

    assertThat(Security.getProperty(PROPERTY)).isEqualTo(AwsFunction.ADDRESS_SECONDS);
  }
}
