# Writes sae_version.h with the version and the git revision; leaves the file alone when nothing changed.
find_package(Git QUIET)
set(REVISION "unknown")
if(GIT_EXECUTABLE)
  execute_process(COMMAND ${GIT_EXECUTABLE} -C ${SOURCE} describe --always --dirty --abbrev=10
    OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(REVISION "${described}")
  endif()
endif()
set(text "#pragma once
#define SAE_VERSION \"${VERSION}\"
#define SAE_REVISION \"${REVISION}\"
#define SAE_BUILD_TYPE \"${BUILD_TYPE}\"
")
set(before "")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} before)
endif()
if(NOT before STREQUAL text)
  file(WRITE ${OUTPUT} "${text}")
endif()
