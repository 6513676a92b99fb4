# schemas: the messages of ONNX files, by the schema that libonnx-dev installs, and of TensorBoard's event files, by ours.
# They need the lite runtime of protobuf alone.
find_package(Protobuf REQUIRED)
find_path(SAE_ONNX_SCHEMA onnx/onnx.proto REQUIRED DOC "folder that contains onnx/onnx.proto")
set(schemas_folder "${PROJECT_BINARY_DIR}/generated/schemas")
file(MAKE_DIRECTORY "${schemas_folder}")
add_library(schemas STATIC)
foreach(schema "${SAE_ONNX_SCHEMA}/onnx/onnx.proto" "${PROJECT_SOURCE_DIR}/src/format/event_file.proto")
  get_filename_component(folder "${schema}" DIRECTORY)
  get_filename_component(name "${schema}" NAME_WE)
  set(generated "${schemas_folder}/${name}.pb.cc" "${schemas_folder}/${name}.pb.h")
  add_custom_command(
    OUTPUT ${generated}
    COMMAND protobuf::protoc "--proto_path=${folder}" "--cpp_out=${schemas_folder}" ${name}.proto
    DEPENDS "${schema}"
    COMMENT "Compiling the schema ${name}.proto")
  target_sources(schemas PRIVATE ${generated})
endforeach()
target_include_directories(schemas SYSTEM PUBLIC "${schemas_folder}")
target_link_libraries(schemas PUBLIC protobuf::libprotobuf-lite)
set_target_properties(schemas PROPERTIES CXX_CLANG_TIDY "" UNITY_BUILD OFF)
