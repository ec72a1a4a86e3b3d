package io.longshore.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageIdTest {
  @Test
  void ordersByNumberAndNotByText() {
    List<ImageId> ids =
        List.of(
            ImageId.parse("backup_1732150000000"),
            ImageId.parse("backup_999"),
            ImageId.parse("backup_20000000000000"));
    assertThat(ids.stream().sorted())
        .extracting(ImageId::toString)
        .containsExactly("backup_999", "backup_1732150000000", "backup_20000000000000");
  }

  @Property
  void printsAndReadsBack(@ForAll @LongRange(min = 0, max = 999_999_999_999_999_999L) long millis) {
    ImageId id = new ImageId(millis);
    assertThat(ImageId.isImageId(id.toString())).isTrue();
    assertThat(ImageId.parse(id.toString())).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "backup_",
        "backup_x",
        "backup_-1",
        "BACKUP_1",
        "backup_1 ",
        "backup_1.tmp",
        "1",
        "backup_9999999999999999999",
        "backup_007",
        "backup_١"
      })
  void rejectsWhatNamesNoImage(String text) {
    assertThat(ImageId.isImageId(text)).isFalse();
    assertThatThrownBy(() -> ImageId.parse(text))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e).hasMessage("\"" + text + "\" is not the id of a backup image.");
            });
  }
}
