# onnx_schema: the messages of the ONNX format, compiled from the schema that libonnx-dev installs. It needs the lite
# runtime of protobuf alone.
find_package(Protobuf REQUIRED)
find_path(SAE_ONNX_SCHEMA onnx/onnx.proto REQUIRED DOC "folder that contains onnx/onnx.proto")
set(schema_folder "${PROJECT_BINARY_DIR}/generated/onnx")
file(MAKE_DIRECTORY "${schema_folder}")
add_custom_command(
  OUTPUT "${schema_folder}/onnx.pb.cc" "${schema_folder}/onnx.pb.h"
  COMMAND protobuf::protoc "--proto_path=${SAE_ONNX_SCHEMA}/onnx" "--cpp_out=${schema_folder}" onnx.proto
  DEPENDS "${SAE_ONNX_SCHEMA}/onnx/onnx.proto"
  COMMENT "Compiling the schema of the ONNX format")
add_library(onnx_schema STATIC "${schema_folder}/onnx.pb.cc" "${schema_folder}/onnx.pb.h")
target_include_directories(onnx_schema SYSTEM PUBLIC "${schema_folder}")
target_link_libraries(onnx_schema PUBLIC protobuf::libprotobuf-lite)
set_target_properties(onnx_schema PROPERTIES CXX_CLANG_TIDY "" UNITY_BUILD OFF)
