package dev.rondo.protocol.safetensors;

import java.nio.charset.StandardCharsets;

/** Makes a stranger's text fit for one line of a log: cut, and with nothing that moves a cursor. */
final class Quoted {
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_REMARK = 160;

  private Quoted() {}

  /** The text in double quotes, escaped and cut to {@value #LONGEST_NAME} characters. */
  static String name(String text) {
    return '"' + escaped(text, LONGEST_NAME, "\"\\") + '"';
  }

  /** A library's remark that may repeat the stranger's text. */
  static String remark(String text) {
    return escaped(text, LONGEST_REMARK, "");
  }

  /** False for a text with half a surrogate pair, which UTF-8 cannot write. */
  static boolean isText(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static String escaped(String text, int longest, String alsoEscaped) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), longest); i++) {
      char c = text.charAt(i);
      boolean plain = (c >= ' ' && c <= '~') || Character.isLetterOrDigit(c);
      if (plain && alsoEscaped.indexOf(c) < 0) {
        out.append(c);
      } else {
        out.append("\\u%04x".formatted((int) c));
      }
    }
    return text.length() > longest ? out.append("...").toString() : out.toString();
  }
}
