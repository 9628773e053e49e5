#pragma once

#include "script/chat.hpp"
#include "script/dialogue_log.hpp"

namespace dial::script {

// Hides what a chat script sends after \q, as far as it is written out in it.
void hide_quiet_texts(const Chat& script, DialogueLog& log);

}  // namespace dial::script
