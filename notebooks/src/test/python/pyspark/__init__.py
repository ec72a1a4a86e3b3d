"""A stand-in for PySpark, which is not to be had where this project is built.

It has what the notebook uses, under PySpark's names, and drives Spark's own Java API through JPype.
The JVM's class path is in STANDIN_CLASSPATH, its flags in STANDIN_FLAGS.
"""
