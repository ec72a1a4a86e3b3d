package io.longshore.jobs.run;

import java.util.List;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Tasks that Spark would rather run where their bytes are. */
public final class PlacedTasks {
  private PlacedTasks() {}

  /**
   * An RDD with one of the elements in each partition, in their order.
   *
   * @param hosts that an element is near to; empty where none is
   */
  public static <T> JavaRDD<T> of(
      SparkContext context, List<T> elements, Function<T, List<String>> hosts) {
    ClassTag<T> any = anyClass();
    return new JavaRDD<>(
        context.makeRDD(
            seq(elements.stream().map(each -> new Tuple2<>(each, seq(hosts.apply(each)))).toList()),
            any),
        any);
  }

  private static <E> Seq<E> seq(List<E> list) {
    return JavaConverters.asScalaBuffer(list).toList();
  }

  @SuppressWarnings("unchecked")
  private static <T> ClassTag<T> anyClass() {
    return (ClassTag<T>) ClassTag$.MODULE$.AnyRef();
  }
}
