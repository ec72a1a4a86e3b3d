"""SparkSession and DataFrame, as far as the notebook uses them."""

import os

import jpype
import pandas

if not jpype.isJVMStarted():
    # Debian keeps JPype's own jar where JPype does not look for it.
    jpype.startJVM(
        *os.environ["STANDIN_FLAGS"].split(),
        classpath=os.environ["STANDIN_CLASSPATH"].split(":") + ["/usr/share/java/org.jpype.jar"],
    )


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def _python(value):
    if value is None:
        return None
    name = value.getClass().getName() if hasattr(value, "getClass") else ""
    if name == "java.sql.Timestamp":
        return pandas.Timestamp(int(value.getTime()), unit="ms")
    if name == "java.math.BigDecimal":
        return float(value.doubleValue())
    if name in ("java.lang.Double", "java.lang.Float"):
        return float(value)
    if name in ("java.lang.Integer", "java.lang.Long", "java.lang.Short"):
        return int(value)
    return str(value)


class DataFrame:
    def __init__(self, dataset):
        self._dataset = dataset

    def createOrReplaceTempView(self, name):
        self._dataset.createOrReplaceTempView(name)

    def withColumn(self, name, column):
        return DataFrame(self._dataset.withColumn(name, column))

    def drop(self, *names):
        for name in names:
            self._dataset = self._dataset.drop(name)
        return DataFrame(self._dataset)

    def where(self, condition):
        return DataFrame(self._dataset.where(condition))

    def cache(self):
        self._dataset.cache()
        return self

    def count(self):
        return int(self._dataset.count())

    def printSchema(self):
        print(self._dataset.schema().treeString())

    def show(self, n=20, truncate=True):
        print(self._dataset.showString(n, 20 if truncate else 0, False))

    def toPandas(self):
        names = [str(name) for name in self._dataset.columns()]
        rows = [
            [_python(row.get(i)) for i in range(len(names))]
            for row in self._dataset.collectAsList()
        ]
        return pandas.DataFrame(rows, columns=names)


class DataFrameReader:
    def __init__(self, reader):
        self._reader = reader

    def format(self, name):
        self._reader.format(name)
        return self

    def option(self, key, value):
        self._reader.option(key, _text(value))
        return self

    def load(self):
        return DataFrame(self._reader.load())

    def csv(self, path):
        return DataFrame(self._reader.csv(path))


class SparkSession:
    class Builder:
        def __init__(self):
            self._settings = {}

        def appName(self, name):
            return self.config("spark.app.name", name)

        def config(self, key, value):
            self._settings[key] = _text(value)
            return self

        def getOrCreate(self):
            builder = jpype.JClass("org.apache.spark.sql.SparkSession").builder()
            # What pyspark-shell's configuration would say.
            for key, value in {
                "spark.master": "local[*]",
                "spark.ui.enabled": "false",
                "spark.ui.showConsoleProgress": "false",
                "spark.driver.host": "127.0.0.1",
                "spark.driver.bindAddress": "127.0.0.1",
                **self._settings,
            }.items():
                builder.config(key, value)
            return SparkSession(builder.getOrCreate())

    def __init__(self, session):
        self._session = session

    @property
    def read(self):
        return DataFrameReader(self._session.read())

    def sql(self, statement):
        return DataFrame(self._session.sql(statement))


SparkSession.builder = SparkSession.Builder()
