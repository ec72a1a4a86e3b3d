package io.longshore.snapshot.source;

import io.longshore.snapshot.hbase.TableVersion;
import io.longshore.snapshot.scan.ColumnMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.NamespaceDescriptor;
import org.apache.hadoop.hbase.TableName;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Tables of HBase of which there are versions: a table is read as its newest one has it, unless
 * {@code VERSION AS OF} names one or {@code TIMESTAMP AS OF} a moment. Options, under {@code
 * spark.sql.catalog.NAME.}, are those of the source, and {@code mappings}, a directory of saved
 * mappings. Nothing can be written.
 */
abstract class VersionsCatalog implements TableCatalog, SupportsNamespaces {
  /** Of a table of HBase, its mapping in any of our notations. */
  static final String MAPPING_PROPERTY = "longshore.columns";

  static final String MAPPINGS = "mappings";

  private String name;
  private Map<String, String> options = Map.of();

  /** All versions of all tables, the newest first. */
  abstract List<TableVersion> versions(ReadOptions options) throws IOException;

  /**
   * A table as the version of a name has it.
   *
   * @throws io.longshore.core.error.LongshoreException if there is none
   */
  abstract TableView version(TableName table, String version, ReadOptions options)
      throws IOException;

  /**
   * A table as it was at a moment, in milliseconds since 1970; the newest version for the last of
   * all.
   *
   * @throws io.longshore.core.error.LongshoreException if the moment is none that can be read
   */
  abstract TableView asOf(TableName table, long moment, ReadOptions options)
      throws IOException, NoSuchTableException;

  @Override
  public void initialize(String catalog, CaseInsensitiveStringMap given) {
    this.name = catalog;
    this.options = Map.copyOf(given.asCaseSensitiveMap());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String[] defaultNamespace() {
    return new String[] {NamespaceDescriptor.DEFAULT_NAMESPACE_NAME_STR};
  }

  @Override
  public String[][] listNamespaces() {
    TreeSet<String> namespaces = new TreeSet<>();
    versions().forEach(each -> namespaces.add(each.table().getNamespaceAsString()));
    return namespaces.stream().map(each -> new String[] {each}).toArray(String[][]::new);
  }

  @Override
  public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
    if (namespace.length == 0) {
      return listNamespaces();
    }
    check(namespace);
    return new String[0][];
  }

  @Override
  public boolean namespaceExists(String[] namespace) {
    if (namespace.length != 1) {
      return false;
    }
    return versions().stream()
        .anyMatch(each -> each.table().getNamespaceAsString().equals(namespace[0]));
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(String[] namespace)
      throws NoSuchNamespaceException {
    check(namespace);
    return Map.of();
  }

  @Override
  public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
    check(namespace);
    TreeSet<String> tables = new TreeSet<>();
    for (TableVersion each : versions()) {
      if (each.table().getNamespaceAsString().equals(namespace[0])) {
        tables.add(each.table().getQualifierAsString());
      }
    }
    return tables.stream().map(table -> Identifier.of(namespace, table)).toArray(Identifier[]::new);
  }

  @Override
  public Table loadTable(Identifier table) throws NoSuchTableException {
    TableName wanted = tableName(table);
    ReadOptions options = readOptions();
    return load(() -> asOf(wanted, Long.MAX_VALUE, options));
  }

  @Override
  public Table loadTable(Identifier table, String version) throws NoSuchTableException {
    TableName wanted = tableName(table);
    ReadOptions options = readOptions();
    return load(() -> version(wanted, version, options));
  }

  /** As of a moment, in microseconds since 1970. */
  @Override
  public Table loadTable(Identifier table, long timestamp) throws NoSuchTableException {
    TableName wanted = tableName(table);
    ReadOptions options = readOptions();
    return load(() -> asOf(wanted, Math.floorDiv(timestamp, 1000), options));
  }

  private Table load(Choice choice) throws NoSuchTableException {
    try {
      TableView view = choice.view();
      return new HBaseFilesTable(view, mapping(view));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Which version is read. */
  @FunctionalInterface
  private interface Choice {
    TableView view() throws IOException, NoSuchTableException;
  }

  private List<TableVersion> versions() {
    try {
      return versions(readOptions());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static NoSuchTableException noSuchTable(TableName table) {
    return new NoSuchTableException(
        Identifier.of(new String[] {table.getNamespaceAsString()}, table.getQualifierAsString()));
  }

  /**
   * The mapping that was saved for a table, else one that is guessed; null where each cell is a
   * row.
   */
  private ColumnMapping mapping(TableView view) throws IOException {
    if (view.options().raw()) {
      return null;
    }
    if (view.options().mapping().kind() != MappingOptions.Kind.CELLS
        || options.containsKey(MappingOptions.COLUMNS)) {
      return Mappings.of(view);
    }
    Optional<ColumnMapping> saved =
        SavedMappings.of(view, options.getOrDefault(MAPPINGS, ""), MAPPING_PROPERTY);
    return saved.isPresent() ? Mappings.check(view, saved.get()) : Mappings.infer(view);
  }

  private ReadOptions readOptions() {
    Configuration session = SparkSession.active().sessionState().newHadoopConf();
    return ReadOptions.of(new CaseInsensitiveStringMap(options), session);
  }

  private static TableName tableName(Identifier table) throws NoSuchTableException {
    String[] namespace = table.namespace();
    if (namespace.length > 1) {
      throw new NoSuchTableException(table);
    }
    try {
      return TableName.valueOf(
          namespace.length == 0 ? NamespaceDescriptor.DEFAULT_NAMESPACE_NAME_STR : namespace[0],
          table.name());
    } catch (IllegalArgumentException e) {
      // What cannot be a name is none.
      throw new NoSuchTableException(table);
    }
  }

  private void check(String[] namespace) throws NoSuchNamespaceException {
    if (!namespaceExists(namespace)) {
      throw new NoSuchNamespaceException(namespace);
    }
  }

  // What Spark 3.5 still asks for.
  @Deprecated
  @Override
  public Table createTable(
      Identifier table, StructType schema, Transform[] partitions, Map<String, String> properties) {
    throw readOnly();
  }

  @Override
  public Table alterTable(Identifier table, TableChange... changes) {
    throw readOnly();
  }

  @Override
  public boolean dropTable(Identifier table) {
    throw readOnly();
  }

  @Override
  public void renameTable(Identifier from, Identifier to) {
    throw readOnly();
  }

  @Override
  public void createNamespace(String[] namespace, Map<String, String> metadata) {
    throw readOnly();
  }

  @Override
  public void alterNamespace(String[] namespace, NamespaceChange... changes) {
    throw readOnly();
  }

  @Override
  public boolean dropNamespace(String[] namespace, boolean cascade) {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("Snapshots and images can be read only");
  }
}
