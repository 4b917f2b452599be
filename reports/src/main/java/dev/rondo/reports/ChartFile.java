package dev.rondo.reports;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import dev.rondo.protocol.input.InvalidInputException;
import java.awt.AWTError;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.text.TextUtils;

/** Draws a chart to a file, without a display. */
final class ChartFile {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 600;

  /** Pixels per unit of a PNG, for high-resolution displays and print. */
  private static final int SCALE = 2;

  private ChartFile() {}

  /** The file format. */
  private enum Format {
    PNG,
    SVG;

    /** The format of a file name. */
    static Format of(Path target) {
      String name = target.toString().toLowerCase(Locale.ROOT);
      if (name.endsWith(".png")) {
        return PNG;
      }
      if (name.endsWith(".svg")) {
        return SVG;
      }
      throw new InvalidInputException(
          "The file name of a plot must end in .png or .svg: " + target);
    }
  }

  /** Creates a chart and writes it atomically, in the format of the target's name. */
  static void write(Supplier<JFreeChart> chart, Path target) throws IOException {
    Format format = Format.of(target);
    byte[] content = drawing(() -> format == Format.PNG ? png(chart.get()) : svg(chart.get()));
    AtomicFile.write(target, content);
  }

  /**
   * Runs code that uses AWT. Without fonts or its native library, AWT fails with various errors and
   * exceptions at its first use.
   */
  private static <T> T drawing(Callable<T> drawing) throws IOException {
    if (System.getProperty("java.awt.headless") == null) {
      // Otherwise AWT would use an unavailable DISPLAY, or show an icon in the macOS dock.
      System.setProperty("java.awt.headless", "true");
    }
    try {
      return drawing.call();
    } catch (IOException broken) {
      throw broken;
    } catch (AWTError | LinkageError | InternalError noAwt) {
      throw new GraphsUnavailableException(noAwt);
    } catch (Exception noFonts) {
      throw new GraphsUnavailableException(noFonts);
    }
  }

  private static byte[] png(JFreeChart chart) throws IOException {
    BufferedImage image =
        new BufferedImage(WIDTH * SCALE, HEIGHT * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // With its own stream, ImageIO would create a cache file on disk.
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageIO.write(image, "png", stream);
    }
    return out.toByteArray();
  }

  private static byte[] svg(JFreeChart chart) throws IOException {
    // Otherwise the label of the y axis is drawn as outlines instead of text.
    TextUtils.setUseDrawRotatedStringWorkaround(false);
    VectorGraphics2D graphics = new VectorGraphics2D();
    chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Processors.get("svg")
        .getDocument(graphics.getCommands(), new PageSize(WIDTH, HEIGHT))
        .writeTo(out);
    // Other machines may not have this machine's font, and need a fallback.
    return out.toString(UTF_8)
        .replaceAll("(font-family:&quot;[^&]*&quot;);", "$1,sans-serif;")
        .getBytes(UTF_8);
  }
}
