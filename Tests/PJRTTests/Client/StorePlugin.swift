import TestSupport

/// A plugin whose client, as it starts, uses the store that it was given, as the option `script` says:
///
/// - `exchange`: tells all processes what it is, as GPU plugins do, and is named by what process 0 made of it all.
/// - `large`: puts and gets a value of `bytes` bytes, all of whose bytes it checks.
/// - `empty`: a value of no bytes.
/// - `get`, `endless`, `try`: values that nobody puts, whose errors are the client's.
/// - `later`: a value that is put and got when the client is asked for its version.
///
/// Its layouts are written down here once more, independent of `CPJRT`. It counts values and errors that are alive.
enum StorePlugin {
  static func build(in folder: TestFolder) throws -> String {
    try FakePlugin.build(declarations + store + client + table, in: folder, name: "store.so")
  }

  private static let declarations = """
    #include <stdlib.h>
    #include <stdio.h>
    #include <string.h>
    typedef struct { int code; char *text; size_t size; } error;
    typedef error *(*make_error)(int, const char *, size_t);
    struct get { size_t size; void *e; const char *key; size_t key_size; int ms; make_error *make; void *context;
                 char *value; size_t value_size; void (*release)(char *); };
    struct try_get { size_t size; void *e; const char *key; size_t key_size; make_error *make; void *context;
                     char *value; size_t value_size; void (*release)(char *); };
    struct put { size_t size; void *e; const char *key; size_t key_size; const char *value; size_t value_size;
                 make_error *make; void *context; };
    struct option { size_t size; void *e; const char *name; size_t name_size; int type;
                    union { const char *text; long number; } value; size_t value_size; };
    typedef struct client { char name[4096]; struct create *create; } client;
    struct create { size_t size; void *e; struct option *options; size_t count; error *(*get)(struct get *);
                    void *get_context; error *(*put)(struct put *); void *put_context; client *made;
                    error *(*try_get)(struct try_get *); void *try_context; };
    struct text { size_t size; void *e; void *object; const char *text; size_t text_size; };
    int errors_alive = 0;
    static error *made(int code, const char *text, size_t size) {
      error *it = malloc(sizeof *it);
      it->code = code; it->text = malloc(size); it->size = size;
      memcpy(it->text, text, size);
      __sync_fetch_and_add(&errors_alive, 1);
      return it;
    }
    static make_error make = made;

    """

  private static let store = """
    /* As XLA does it: heads are not set, texts need not end with a zero. */
    static error *store_get(struct create *c, const char *key, int ms, char **value, size_t *size) {
      struct get a; memset(&a, 0xAB, sizeof a);
      a.key = key; a.key_size = strlen(key); a.ms = ms; a.make = &make; a.context = c->get_context;
      error *failed = c->get(&a);
      if (failed) return failed;
      *value = malloc(a.value_size + 1); *size = a.value_size;
      memcpy(*value, a.value, a.value_size); (*value)[a.value_size] = 0;
      if (!a.value) return made(13, "no address", 10);
      a.release(a.value);
      return NULL;
    }
    static error *store_try_get(struct create *c, const char *key, char **value, size_t *size) {
      struct try_get a; memset(&a, 0xAB, sizeof a);
      a.key = key; a.key_size = strlen(key); a.make = &make; a.context = c->try_context;
      error *failed = c->try_get(&a);
      if (failed) return failed;
      *value = malloc(a.value_size + 1); *size = a.value_size;
      memcpy(*value, a.value, a.value_size); (*value)[a.value_size] = 0;
      a.release(a.value);
      return NULL;
    }
    static error *store_put(struct create *c, const char *key, const char *value, size_t size) {
      struct put a; memset(&a, 0xAB, sizeof a);
      a.key = key; a.key_size = strlen(key); a.value = value; a.value_size = size; a.make = &make;
      a.context = c->put_context;
      return c->put(&a);
    }

    """

  private static let client = """
    static long number(struct create *c, const char *name) {
      for (size_t i = 0; i < c->count; i++)
        if (c->options[i].name_size == strlen(name) && !memcmp(c->options[i].name, name, strlen(name)))
          return c->options[i].value.number;
      return -1;
    }
    static const char *script(struct create *c) {
      for (size_t i = 0; i < c->count; i++)
        if (c->options[i].name_size == 6 && !memcmp(c->options[i].name, "script", 6)) return c->options[i].value.text;
      return "";
    }
    static error *exchange(struct create *c, client *it) {
      long node = number(c, "node_id"), nodes = number(c, "num_nodes");
      char key[64], own[64], *value; size_t size;
      snprintf(key, sizeof key, "local/%ld", node);
      snprintf(own, sizeof own, "<gpu %ld>", node);
      error *failed = store_put(c, key, own, strlen(own));
      if (failed) return failed;
      if (node == 0) {
        char all[4096] = "";
        for (long i = 0; i < nodes; i++) {
          snprintf(key, sizeof key, "local/%ld", i);
          if ((failed = store_get(c, key, 60000, &value, &size))) return failed;
          strcat(all, value); free(value);
        }
        if ((failed = store_put(c, "global", all, strlen(all)))) return failed;
      }
      if ((failed = store_get(c, "global", 60000, &value, &size))) return failed;
      snprintf(it->name, sizeof it->name, "%ld of %ld: %s", node, nodes, value); free(value);
      return NULL;
    }
    static error *large(struct create *c, client *it) {
      size_t bytes = number(c, "bytes"), size; char *sent = malloc(bytes), *value;
      for (size_t i = 0; i < bytes; i++) sent[i] = (char)(i * 2654435761u >> 13);
      error *failed = store_put(c, "large", sent, bytes);
      if (failed || (failed = store_try_get(c, "large", &value, &size))) return failed;
      const char *same = size == bytes && !memcmp(sent, value, size) ? "same" : "other";
      snprintf(it->name, sizeof it->name, "%zu %s", size, same);
      free(sent); free(value);
      return NULL;
    }
    static error *run(struct create *c, client *it) {
      char *value; size_t size; error *failed = NULL;
      const char *what = script(c);
      if (!c->get || !c->put || !c->try_get) { strcpy(it->name, "alone"); return NULL; }
      if (!strncmp(what, "exchange", 8)) return exchange(c, it);
      if (!strncmp(what, "large", 5)) return large(c, it);
      if (!strncmp(what, "get", 3)) return store_get(c, "nobody's", 50, &value, &size);
      if (!strncmp(what, "endless", 7)) return store_get(c, "nobody's", -1, &value, &size);
      if (!strncmp(what, "try", 3)) return store_try_get(c, "nobody's", &value, &size);
      if (!strncmp(what, "later", 5)) return NULL;
      if ((failed = store_put(c, "", NULL, 0)) || (failed = store_get(c, "", 1000, &value, &size))) return failed;
      snprintf(it->name, sizeof it->name, "%zu bytes", size); free(value);
      return NULL;
    }
    static error *create(struct create *c) {
      client *it = calloc(1, sizeof *it);
      error *failed = run(c, it);
      if (failed) { free(it); return failed; }
      it->create = malloc(sizeof *c); *it->create = *c;
      c->made = it;
      return NULL;
    }
    static error *destroy(struct text *a) { client *it = a->object; free(it->create); free(it); return NULL; }

    """

  private static let table = """
    struct of_error { size_t size; void *e; error *object; const char *text; size_t text_size; };
    static void error_destroy(struct of_error *a) {
      __sync_fetch_and_sub(&errors_alive, 1); free(a->object->text); free(a->object);
    }
    static void error_message(struct of_error *a) { a->text = a->object->text; a->text_size = a->object->size; }
    static error *error_code(struct of_error *a) { *(int *)&a->text = a->object->code; return NULL; }
    static error *nothing(struct text *a) { return NULL; }
    struct attributes { size_t size; void *e; const void *values; size_t count; };
    static error *attributes(struct attributes *a) { a->values = NULL; a->count = 0; return NULL; }
    static error *name(struct text *a) {
      client *it = a->object; a->text = it->name; a->text_size = strlen(it->name); return NULL;
    }
    static error *process(struct text *a) { *(int *)&a->text = 0; return NULL; }
    /* Uses the store after the client was made. */
    static error *version(struct text *a) {
      client *it = a->object; char *value; size_t size;
      a->text = ""; a->text_size = 0;
      if (strcmp(it->name, "")) return NULL;
      error *failed = store_put(it->create, "later", "seven", 5);
      if (failed || (failed = store_get(it->create, "later", 1000, &value, &size))) return failed;
      a->text = value; a->text_size = size;
      return NULL;
    }
    struct table { size_t size; void *e; size_t v; void *ve; int major, minor; void *f[118]; };
    static struct table table = {
      sizeof(struct table), NULL, 24, NULL, 0, 115,
      {[0] = error_destroy, [1] = error_message, [2] = error_code, [3] = nothing, [4] = attributes, [10] = create,
       [11] = destroy, [12] = name, [13] = process, [14] = version}};
    const void *GetPjrtApi(void) { return &table; }
    """
}
