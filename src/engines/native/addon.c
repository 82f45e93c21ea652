/**
 * The kernel as a Node-API addon; ../native-kernel.ts calls it. A model lies, with all it needs, in one ArrayBuffer that
 * JavaScript made and hands over in every call, so there is nothing to free here.
 */
#include "layout.h"
#if defined(__x86_64__)
#include <cpuid.h>
#endif
#include <node_api.h>

/** What ../native-kernel.ts writes before a model is laid out. */
typedef struct {
  Description description;
  Sizes sizes;
} Settings;

/** A model and the kernel that trains it, at the first cache line of the memory; its matrices follow. */
typedef struct {
  Model model;
  const Kernel *kernel;
} Trainer;

enum { LINE = 64 };

static size_t upToLine(size_t bytes) { return (bytes + LINE - 1) & ~(size_t)(LINE - 1); }

static char *bytesOf(napi_env env, napi_value buffer) {
  void *data = NULL;
  napi_get_arraybuffer_info(env, buffer, &data, NULL);
  return data;
}

static Trainer *trainerIn(char *memory) { return (Trainer *)upToLine((size_t)memory); }

static double numberOf(napi_env env, napi_value value) {
  double number = 0;
  napi_get_value_double(env, value, &number);
  return number;
}

static napi_value numberFor(napi_env env, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  return value;
}

enum { MOST_ARGUMENTS = 4 };

static void argumentsOf(napi_env env, napi_callback_info info, napi_value *arguments) {
  size_t count = MOST_ARGUMENTS;
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
}

#if defined(__x86_64__)
/** The registers that the operating system keeps for every process, XCR0. */
static unsigned registersKept(void) {
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

/**
 * The most lanes that processor and operating system have registers for. What is asked for is what the compiler was
 * allowed to use, see native.mjs; by hand, since not every compiler's library answers __builtin_cpu_supports.
 */
static int mostLanes(void) {
  enum { OSXSAVE = 1 << 27, AVX2 = 1 << 5, AVX512F = 1 << 16, AVX512DQ = 1 << 17 };
  const unsigned AVX512VL = 1u << 31;
  const unsigned ymm = 0x06, zmm = 0xe6;
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & OSXSAVE)) return 4;
  const unsigned kept = registersKept();
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & AVX2) || (kept & ymm) != ymm) return 4;
  const unsigned wanted = AVX512F | AVX512DQ | AVX512VL;
  return (b & wanted) == wanted && (kept & zmm) == zmm ? 16 : 8;
}

static const Kernel *kernelOf(int lanes) { return lanes == 16 ? &kernel16 : lanes == 8 ? &kernel8 : &kernel4; }
#else
static int mostLanes(void) { return 4; }

static const Kernel *kernelOf(int lanes) {
  (void)lanes;
  return &kernel4;
}
#endif

/** The lane counts that this processor and its operating system have registers for. */
static napi_value lanes(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value counts;
  napi_create_array(env, &counts);
  uint32_t i = 0;
  for (int count = 4; count <= mostLanes(); count *= 2) napi_set_element(env, counts, i++, numberFor(env, count));
  return counts;
}

/** (settings) → bytes of memory that `open` needs. */
static napi_value measure(napi_env env, napi_callback_info info) {
  napi_value arguments[MOST_ARGUMENTS];
  argumentsOf(env, info, arguments);
  const Settings *settings = (const Settings *)bytesOf(env, arguments[0]);
  Model model = {0};
  describe(&model, &settings->description);
  return numberFor(env, allocate(&model, &settings->sizes, NULL) + (double)upToLine(sizeof(Trainer)) + LINE);
}

/** (settings, memory, lanes) → where the caller's places begin, as ../kernel.ts orders them. */
static napi_value open(napi_env env, napi_callback_info info) {
  napi_value arguments[MOST_ARGUMENTS];
  argumentsOf(env, info, arguments);
  const Settings *settings = (const Settings *)bytesOf(env, arguments[0]);
  char *memory = bytesOf(env, arguments[1]);
  Trainer *trainer = trainerIn(memory);
  Model *model = &trainer->model;
  trainer->kernel = kernelOf((int)numberOf(env, arguments[2]));
  describe(model, &settings->description);
  allocate(model, &settings->sizes, (char *)trainer + upToLine(sizeof(Trainer)));

  const void *places[] = {
    model->sequenceInputs, model->sequenceLabels, model->sequenceCounted, model->sequenceLengths, model->losses,
    model->corrects,       model->sequenceMasks,  model->predictions,     model->flat,
  };
  const uint32_t count = sizeof places / sizeof *places;
  napi_value addresses;
  napi_create_array(env, &addresses);
  for (uint32_t i = 0; i < count; i++) {
    napi_set_element(env, addresses, i, numberFor(env, (double)((const char *)places[i] - memory)));
  }
  napi_set_element(env, addresses, count, numberFor(env, (double)model->maskBytes));
  return addresses;
}

/** What the functions below are called with: (memory, numbers …), each of them whole. */
typedef struct {
  Trainer *trainer;
  int at[MOST_ARGUMENTS - 1];
} Call;

static Call callOf(napi_env env, napi_callback_info info) {
  napi_value arguments[MOST_ARGUMENTS];
  argumentsOf(env, info, arguments); // those that are not there are undefined, and 0 as numbers
  Call call = {.trainer = trainerIn(bytesOf(env, arguments[0]))};
  for (int i = 1; i < MOST_ARGUMENTS; i++) call.at[i - 1] = (int)numberOf(env, arguments[i]);
  return call;
}

/** (memory, kind) */
static napi_value callPack(napi_env env, napi_callback_info info) {
  const Call call = callOf(env, info);
  call.trainer->kernel->pack(&call.trainer->model, call.at[0]);
  return NULL;
}

/** (memory, kind) */
static napi_value callUnpack(napi_env env, napi_callback_info info) {
  const Call call = callOf(env, info);
  call.trainer->kernel->unpack(&call.trainer->model, call.at[0]);
  return NULL;
}

/** (memory, updates) */
static napi_value callContinueAt(napi_env env, napi_callback_info info) {
  const Call call = callOf(env, info);
  continueAt(&call.trainer->model, call.at[0]);
  return NULL;
}

/** (memory, updates, batch, steps) */
static napi_value callTrain(napi_env env, napi_callback_info info) {
  const Call call = callOf(env, info);
  call.trainer->kernel->train(&call.trainer->model, call.at[0], call.at[1], call.at[2]);
  return NULL;
}

/** (memory, count, steps) */
static napi_value callPredict(napi_env env, napi_callback_info info) {
  const Call call = callOf(env, info);
  call.trainer->kernel->predict(&call.trainer->model, call.at[0], call.at[1]);
  return NULL;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {
    {"lanes", NULL, lanes, NULL, NULL, NULL, napi_enumerable, NULL},
    {"measure", NULL, measure, NULL, NULL, NULL, napi_enumerable, NULL},
    {"open", NULL, open, NULL, NULL, NULL, napi_enumerable, NULL},
    {"pack", NULL, callPack, NULL, NULL, NULL, napi_enumerable, NULL},
    {"unpack", NULL, callUnpack, NULL, NULL, NULL, napi_enumerable, NULL},
    {"continueAt", NULL, callContinueAt, NULL, NULL, NULL, napi_enumerable, NULL},
    {"train", NULL, callTrain, NULL, NULL, NULL, napi_enumerable, NULL},
    {"predict", NULL, callPredict, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
  return exports;
}
