using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>A stream as a provider sends it, and what every client must receive.</summary>
/// <param name="Events">The events as they are on the wire.</param>
/// <param name="Expected">What the strict client reads.</param>
internal sealed record ProviderStream(string Events, string Expected)
{
    /// <summary>The tool call format of the model in the catalog.</summary>
    public ToolCallFormat Format { get; init; }
}

/// <summary>
/// The deviations of the providers of Chat Completions, from their documentation and the issues of gateways and coding agents. The offered tools are
/// <c>get_weather</c> with a string <c>city</c> and a number <c>days</c>, and <c>now</c> without parameters.
/// </summary>
internal static class ProviderStreams
{
    public const string Tools = """[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"}}}}},{"type":"function","function":{"name":"now","parameters":{"type":"object","properties":{}}}}]""";

    private const string Usage = """{"prompt_tokens":12,"completion_tokens":30,"total_tokens":42}""";
    private const string Done = "data: [DONE]\n\n";
    private const string Paris = """{\"city\":\"Paris\"}""";
    private const string CalledParis = """get_weather {"city":"Paris"}""";

    public static IReadOnlyDictionary<string, ProviderStream> All { get; } = new Dictionary<string, ProviderStream>
    {
        ["OpenAI"] = new(
            D("""{"role":"assistant","content":null,"refusal":null}""", extra: ""","service_tier":"default","usage":null,"obfuscation":"ab" """)
            + D("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"get_weather","arguments":""}}]}""", extra: ",\"usage\":null")
            + D("""{"tool_calls":[{"index":0,"function":{"arguments":"{\""}}]}""") + D("""{"tool_calls":[{"index":0,"function":{"arguments":"city\":\"Zürich 🌦\"}"}}]}""")
            + D("""{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"now","arguments":""}}]}""") + D("""{"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]}""")
            + D("{}", "tool_calls") + U() + Done,
            "call call_1 get_weather {\"city\":\"Zürich 🌦\"}\ncall call_2 now {}\nfinish tool_calls\nusage 12 30"),
        ["Azure: a first chunk without choices, id or time"] = new(
            """data: {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0}]}""" + "\n\n"
            + D("""{"role":"assistant","content":""}""") + D("""{"content":"so"}""", logprobs: ",\"content_filter_results\":{\"hate\":{\"filtered\":false}}") + D("{}", "stop") + U() + Done,
            "text so\nfinish stop\nusage 12 30"),
        ["Gemini: no index, whole calls, its thought's seal, stop"] = new(
            D("""{"role":"assistant","tool_calls":[{"extra_content":{"google":{"thought_signature":"c2ln"}},"function":{"arguments":"{\"city\":\"Paris\"}","name":"get_weather"},"id":"function-call-1","type":"function"}]}""")
            + D("""{"role":"assistant","tool_calls":[{"function":{"arguments":"{\"city\":\"Bonn\"}","name":"get_weather"},"id":"function-call-2","type":"function"}]}""")
            + D("""{"role":"assistant"}""", "stop", extra: ",\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":30,\"total_tokens\":42}") + Done,
            $"call function-call-1 {CalledParis}\ncall function-call-2 get_weather {{\"city\":\"Bonn\"}}\nfinish tool_calls\nusage 12 30"),
        ["Gemini, older: neither index nor id"] = new(
            D("""{"role":"assistant","tool_calls":[{"function":{"arguments":"{\"city\":\"Paris\"}","name":"get_weather"},"id":"","type":"function"},{"function":{"arguments":"{\"city\":\"Bonn\"}","name":"get_weather"},"id":"","type":"function"}]}""", "stop") + Done,
            $"call made-up {CalledParis}\ncall made-up get_weather {{\"city\":\"Bonn\"}}\nfinish tool_calls"),
        ["Kimi: ids of its own, usage within the choice"] = new(
            D("""{"role":"assistant","content":""}""") + D("""{"content":"Let me see."}""")
            + D("""{"tool_calls":[{"index":0,"id":"functions.get_weather:0","type":"function","function":{"name":"get_weather","arguments":""}}]}""")
            + D("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}""") + D("""{"tool_calls":[{"index":0,"function":{"arguments":"\"Paris\"}"}}]}""")
            + D("{}", "tool_calls", logprobs: ",\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":30,\"total_tokens\":42}") + Done,
            $"text Let me see.\ncall functions.get_weather:0 {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["DeepSeek: reasoning, usage with the finish"] = new(
            D("""{"role":"assistant","content":null,"reasoning_content":""}""") + D("""{"content":null,"reasoning_content":"hm"}""") + D("""{"content":"so","reasoning_content":null}""")
            + D("""{"tool_calls":[{"index":0,"id":"call_0_a","type":"function","function":{"name":"get_weather","arguments":""}}]}""") + D($$$$"""{"tool_calls":[{"index":0,"function":{"arguments":"{{{{Paris}}}}"}}]}""")
            + D("""{"content":"","reasoning_content":null}""", "tool_calls", extra: $",\"usage\":{Usage}") + Done,
            $"reasoning hm\ntext so\ncall call_0_a {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["Groq: whole calls in one chunk"] = new(
            D("""{"role":"assistant","content":null}""", extra: ",\"x_groq\":{\"id\":\"req_1\"}")
            + D($$$$"""{"tool_calls":[{"id":"call_a","type":"function","function":{"name":"get_weather","arguments":"{{{{Paris}}}}"},"index":0},{"id":"call_b","type":"function","function":{"name":"now","arguments":"{}"},"index":1}]}""")
            + D("{}", "tool_calls", extra: ",\"x_groq\":{\"usage\":{\"prompt_tokens\":12}}") + U() + Done,
            $"call call_a {CalledParis}\ncall call_b now {{}}\nfinish tool_calls\nusage 12 30"),
        ["xAI: a whole call and usage on every chunk"] = new(
            D("""{"role":"assistant","content":"","reasoning_content":"hm"}""", extra: ",\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":1,\"total_tokens\":13}")
            + D($$$$"""{"tool_calls":[{"id":"call_7","index":0,"type":"function","function":{"name":"get_weather","arguments":"{{{{Paris}}}}"}}]}""", extra: ",\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":2,\"total_tokens\":14}")
            + D("{}", "stop", extra: $",\"usage\":{Usage}") + Done,
            $"reasoning hm\ncall call_7 {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["Mistral: parts for text, calls with the finish"] = new(
            D("""{"role":"assistant","content":""}""") + D("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}""") + D("""{"content":[{"type":"text","text":"so"},{"type":"reference","reference_ids":[1]}]}""")
            + D($$$$"""{"content":"","tool_calls":[{"id":"D681PevKs","function":{"name":"get_weather","arguments":"{{{{Paris}}}}"},"index":0}]}""", "tool_calls", extra: $",\"usage\":{Usage},\"p\":\"abc\"") + Done,
            $"reasoning hm\ntext so\ncall D681PevKs {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["vLLM: a head without arguments, empty arguments with the finish"] = new(
            D("""{"role":"assistant","content":""}""") + D("""{"tool_calls":[{"id":"chatcmpl-tool-1","type":"function","index":0,"function":{"name":"get_weather"}}]}""")
            + D("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\": \""}}]}""") + D("""{"tool_calls":[{"index":0,"function":{"arguments":"Paris\"}"}}]}""")
            + D("""{"tool_calls":[{"index":0,"function":{"arguments":""}}]}""", "tool_calls", logprobs: ",\"stop_reason\":null") + U() + Done,
            "call chatcmpl-tool-1 get_weather {\"city\": \"Paris\"}\nfinish tool_calls\nusage 12 30"),
        ["vLLM, older: another id on every piece"] = new(
            D("""{"tool_calls":[{"id":"chatcmpl-tool-1","type":"function","index":0,"function":{"name":"get_weather","arguments":""}}]}""")
            + D("""{"tool_calls":[{"id":"chatcmpl-tool-2","type":"function","index":0,"function":{"arguments":"{\"city\":"}}]}""") + D("""{"tool_calls":[{"id":"chatcmpl-tool-3","type":"function","index":0,"function":{"arguments":"\"Paris\"}"}}]}""")
            + D("{}", "stop") + U() + Done,
            $"call chatcmpl-tool-1 {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["Hermes: calls leaked into the text"] = new(
            D("""{"role":"assistant","content":""}""") + D("""{"content":"One moment.\n<tool"}""") + D("""{"content":"_call>\n{\"name\": \"get_weather\", \"argum"}""") + D("""{"content":"ents\": {\"city\": \"Paris\"}}\n</tool_"}""")
            + D("""{"content":"call>\n<tool_call>{\"name\":\"now\",\"arguments\":{}}</tool_call>"}""") + D("{}", "stop") + U() + Done,
            "text One moment.\n\ncall made-up get_weather {\"city\": \"Paris\"}\ncall made-up now {}\nfinish tool_calls\nusage 12 30")
        { Format = ToolCallFormat.Hermes },
        ["Hermes: text that only looks like a call"] = new(
            D("""{"content":"1 < 2, a <b>, and a `<tool_call>` is\n```xml\n<tool_call>{\"name\":\"now\"}</tool_call>\n```\nor <tool_call>no JSON</tool_call>, <tool_call>{\"name\":\"unheard_of\",\"arguments\":{}}</tool_call> <tool_"}""") + D("{}", "stop") + U() + Done,
            "text 1 < 2, a <b>, and a `<tool_call>` is\n```xml\n<tool_call>{\"name\":\"now\"}</tool_call>\n```\nor <tool_call>no JSON</tool_call>, <tool_call>{\"name\":\"unheard_of\",\"arguments\":{}}</tool_call> <tool_\nfinish stop\nusage 12 30")
        { Format = ToolCallFormat.Hermes },
        ["Qwen3-Coder: its XML in the text"] = new(
            D("""{"content":"I'll look.\n\n"}""") + D("""{"content":"<tool_call>\n<function=get_weather>\n<parameter=city>\nParis\n</para"}""") + D("""{"content":"meter>\n<parameter=days>\n3\n</parameter>\n</function>\n</tool_call>"}""")
            + D("{}", "stop") + U() + Done,
            "text I'll look.\n\n\ncall made-up get_weather {\"city\":\"Paris\",\"days\":3}\nfinish tool_calls\nusage 12 30")
        { Format = ToolCallFormat.Qwen3Coder },
        ["Qwen3-Coder without its outer tag, escaped by the server"] = new(
            D("""{"content":"\u003cfunction=get_weather\u003e\u003cparameter=city\u003e2026\u003c/parameter\u003e\u003c/function\u003e\n\u003c/tool_call\u003e"}""") + D("{}", "stop") + U() + Done,
            "call made-up get_weather {\"city\":\"2026\"}\nfinish tool_calls\nusage 12 30")
        { Format = ToolCallFormat.Qwen3Coder },
        ["OpenRouter: comments, reasoning twice, an empty choice with the usage"] = new(
            ": OPENROUTER PROCESSING\n\n" + D("""{"role":"assistant","content":"","reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm","index":0}]}""", extra: ",\"provider\":\"X\"")
            + ": OPENROUTER PROCESSING\n\n" + D("""{"role":"assistant","content":"so"}""", logprobs: ",\"native_finish_reason\":null")
            + D("""{"role":"assistant","content":""}""", "stop", logprobs: ",\"native_finish_reason\":\"end_turn\"") + D("""{"role":"assistant","content":""}""", extra: $",\"usage\":{Usage}") + Done,
            "reasoning hm\ntext so\nfinish stop\nusage 12 30"),
        ["MiniMax: everything on every piece, then all of it once more"] = new(
            D("""{"role":"assistant","content":"","reasoning_content":"hm"}""")
            + D("""{"role":"assistant","content":"so","tool_calls":[{"id":"call_m","type":"function","index":0,"function":{"name":"get_weather","arguments":"{\"city\":"}}]}""")
            + D("""{"role":"assistant","content":"","tool_calls":[{"id":"call_m","type":"function","index":0,"function":{"name":"get_weather","arguments":"\"Paris\"}"}}]}""", "tool_calls")
            + $$$$"""data: {"id":"chatcmpl-1","object":"chat.completion","created":1763600000,"model":"m","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":"so","tool_calls":[{"id":"call_m","type":"function","function":{"name":"get_weather","arguments":"{{{{Paris}}}}"}}]}}],"usage":{{{{Usage}}}}}""" + "\n\n" + Done,
            $"reasoning hm\ntext so\ncall call_m {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["Arguments as an object, no index, no id (Ollama's servers)"] = new(
            D("""{"role":"assistant","content":null,"tool_calls":[{"function":{"name":"get_weather","arguments":{"city":"Paris"}}}]}""") + D("{}", "stop") + U() + Done,
            $"call made-up {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["Arguments null, empty, absent"] = new(
            D("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"now","arguments":null}}]}""") + D("""{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"now","arguments":""}}]}""")
            + D("""{"tool_calls":[{"index":2,"id":"c","type":"function","function":{"name":"now"}}]}""") + D("{}", "tool_calls") + U() + Done,
            "call a now {}\ncall b now {}\ncall c now {}\nfinish tool_calls\nusage 12 30"),
        ["One index for every call"] = new(
            D($$$$"""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"get_weather","arguments":"{{{{Paris}}}}"}}]}""") + D("""{"tool_calls":[{"index":0,"id":"b","type":"function","function":{"name":"now","arguments":"{}"}}]}""") + D("{}", "tool_calls") + U() + Done,
            $"call a {CalledParis}\ncall b now {{}}\nfinish tool_calls\nusage 12 30"),
        ["One id for every call"] = new(
            D($$$$"""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"get_weather","arguments":"{{{{Paris}}}}"}}]}""") + D("""{"tool_calls":[{"index":1,"id":"a","type":"function","function":{"name":"now","arguments":"{}"}}]}""") + D("{}", "tool_calls") + U() + Done,
            $"call a {CalledParis}\ncall made-up now {{}}\nfinish tool_calls\nusage 12 30"),
        ["Indices that begin at one"] = new(
            D("""{"tool_calls":[{"index":1,"id":"a","type":"function","function":{"name":"now","arguments":""}}]}""") + D("""{"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]}""") + D("{}", "tool_calls") + U() + Done,
            "call a now {}\nfinish tool_calls\nusage 12 30"),
        ["Calls that interleave"] = new(
            D("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"get_weather","arguments":""}},{"index":1,"id":"b","type":"function","function":{"name":"get_weather","arguments":""}}]}""")
            + D("""{"tool_calls":[{"index":1,"function":{"arguments":"{\"city\":"}}]}""") + D("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}""") + D("""{"tool_calls":[{"index":0,"function":{"arguments":"\"Paris\"}"}},{"index":1,"function":{"arguments":"\"Bonn\"}"}}]}""") + D("{}", "tool_calls") + U() + Done,
            $"call a {CalledParis}\ncall b get_weather {{\"city\":\"Bonn\"}}\nfinish tool_calls\nusage 12 30"),
        ["A name in pieces"] = new(
            D("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"get_","arguments":""}}]}""") + D("""{"tool_calls":[{"index":0,"function":{"name":"weather","arguments":""}}]}""") + D($$$$"""{"tool_calls":[{"index":0,"function":{"arguments":"{{{{Paris}}}}"}}]}""") + D("{}", "tool_calls") + U() + Done,
            $"call a {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["The whole call sent once more"] = new(
            D("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"get_weather","arguments":""}}]}""") + D($$$$"""{"tool_calls":[{"index":0,"function":{"arguments":"{{{{Paris}}}}"}}]}""") + D($$$$"""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"get_weather","arguments":"{{{{Paris}}}}"}}]}""") + D("{}", "tool_calls") + U() + Done,
            $"call a {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["The name on every piece"] = new(
            D("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"get_weather","arguments":""}}]}""") + D($$$$"""{"tool_calls":[{"index":0,"type":"function","function":{"name":"get_weather","arguments":"{{{{Paris}}}}"}}]}""")
            + D("""{"tool_calls":[{"index":0,"type":"function","function":{"name":"get_weather","arguments":""}}]}""") + D("""{"tool_calls":[{"index":0,"id":null,"function":{"name":"get_weather","arguments":null}}]}""")
            + D("""{"tool_calls":[{"index":0,"id":"","function":{"name":"get_weather","arguments":"\n"}}]}""") + D("""{"tool_calls":[{"index":0,"id":"b","function":{"name":"get_weather"}}]}""", "tool_calls") + U() + Done,
            $"call a {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["The name once more, no index"] = new(
            D($$$$"""{"tool_calls":[{"id":"a","type":"function","function":{"name":"get_weather","arguments":"{{{{Paris}}}}"}}]}""") + D("""{"tool_calls":[{"function":{"name":"get_weather","arguments":""}}]}""") + D("{}", "tool_calls") + U() + Done,
            $"call a {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["One index for calls that are alike, piece by piece"] = new(
            D("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"get_weather","arguments":""}}]}""") + D($$$$"""{"tool_calls":[{"index":0,"function":{"arguments":"{{{{Paris}}}}"}}]}""")
            + D("""{"tool_calls":[{"index":0,"id":"b","type":"function","function":{"name":"get_weather","arguments":""}}]}""") + D("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}""") + D("""{"tool_calls":[{"index":0,"function":{"arguments":"\"Paris\"}"}}]}""")
            + D("{}", "tool_calls") + U() + Done,
            $"call a {CalledParis}\ncall b {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["Calls that are alike"] = new(
            D($$$$"""{"tool_calls":[{"index":0,"function":{"name":"get_weather","arguments":"{{{{Paris}}}}"}},{"index":1,"function":{"name":"get_weather","arguments":"{{{{Paris}}}}"}}]}""") + D("{}", "tool_calls") + U() + Done,
            $"call made-up {CalledParis}\ncall made-up {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["Several calls in one array, with nothing but names"] = new(
            D("""{"tool_calls":[{"function":{"name":"now"}},{"function":{"name":"get_weather","arguments":""}},{"function":{"name":"now","arguments":null}}]}""") + D("{}", "tool_calls") + U() + Done,
            "call made-up now {}\ncall made-up get_weather {}\ncall made-up now {}\nfinish tool_calls\nusage 12 30"),
        ["Several calls in one array, with one id"] = new(
            D($$$$"""{"tool_calls":[{"id":"a","function":{"name":"get_weather","arguments":"{{{{Paris}}}}"}},{"id":"a","function":{"name":"now","arguments":"{}"}}]}""") + D("{}", "tool_calls") + U() + Done,
            $"call a {CalledParis}\ncall made-up now {{}}\nfinish tool_calls\nusage 12 30"),
        ["Several calls in one array, with one index"] = new(
            D("""{"tool_calls":[{"index":0,"function":{"name":"now","arguments":""}},{"index":0,"function":{"name":"now","arguments":""}}]}""") + D("{}", "tool_calls") + U() + Done,
            "call made-up now {}\ncall made-up now {}\nfinish tool_calls\nusage 12 30"),
        ["Several calls in one array, continued by their indexes"] = new(
            D("""{"tool_calls":[{"id":"a","function":{"name":"get_weather","arguments":"{\"city\":"}},{"id":"b","function":{"name":"get_weather","arguments":"{\"city\":"}}]}""") + D("""{"tool_calls":[{"function":{"arguments":"\"Paris\"}"}},{"function":{"arguments":"\"Bonn\"}"}}]}""") + D("{}", "tool_calls") + U() + Done,
            $"call a {CalledParis}\ncall b get_weather {{\"city\":\"Bonn\"}}\nfinish tool_calls\nusage 12 30"),
        ["Arguments before the name"] = new(
            D("""{"tool_calls":[{"index":0,"id":"a","function":{"arguments":"{\"city\""}}]}""") + D("""{"tool_calls":[{"index":1,"id":"b","function":{"name":"now","arguments":"{}"}}]}""") + D("""{"tool_calls":[{"index":0,"function":{"name":"get_weather","arguments":":\"Paris\"}"}}]}""") + D("{}", "tool_calls") + U() + Done,
            $"call a {CalledParis}\ncall b now {{}}\nfinish tool_calls\nusage 12 30"),
        ["An empty object before the true arguments"] = new(
            D("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"get_weather","arguments":"{}"}}]}""") + D($$$$"""{"tool_calls":[{"index":0,"function":{"arguments":"{{{{Paris}}}}"}}]}""")
            + D("""{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"get_weather","arguments":"{}"}}]}""") + D($$$$"""{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"get_weather","arguments":"{{{{Paris}}}}"}}]}""") + D("{}", "tool_calls") + U() + Done,
            $"call a {CalledParis}\ncall b {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["All of the arguments so far with each piece"] = new(
            D("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"get_weather","arguments":"{\"city\""}}]}""") + D("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":\"Pa"}}]}""")
            + D($$$$"""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"get_weather","arguments":"{{{{Paris}}}}"}}]}""") + D("{}", "tool_calls") + U() + Done,
            $"call a {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["Arguments that quote their own beginning"] = new(
            D("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"get_weather","arguments":"{\""}}]}""") + D("""{"tool_calls":[{"index":0,"function":{"arguments":"{\""}}]}""") + D("""{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]}""") + D("{}", "tool_calls") + U() + Done,
            "call a get_weather {\"{\":1}\nfinish tool_calls\nusage 12 30"),
        ["Arguments of white space, and more of them after the end"] = new(
            D("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"now","arguments":" "}}]}""") + D("""{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"now","arguments":"{}"}}]}""") + D("""{"tool_calls":[{"index":1,"function":{"arguments":"</tool_call>"}}]}""") + D("{}", "tool_calls") + U() + Done,
            "call a now  {}\ncall b now {}\nfinish tool_calls\nusage 12 30"),
        ["A call of the older form"] = new(
            D("""{"role":"assistant","content":null,"function_call":{"name":"get_weather","arguments":""}}""") + D("""{"function_call":{"arguments":"{\"city\":"}}""") + D("""{"function_call":{"arguments":"\"Paris\"}"}}""") + D("{}", "function_call") + U() + Done,
            $"call made-up {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["Another id on every chunk, time in fractions"] = new(
            """data: {"id":"x1","object":"chat.completion.chunk","created":1763600000.25,"model":"m","choices":[{"index":0,"delta":{"content":"s"},"finish_reason":null}]}""" + "\n\n"
            + """data:{"id":"x2","object":"chat.completion.chunk","created":1763600001.5,"model":"m","choices":[{"index":0,"delta":{"content":"o"},"finish_reason":"stop"}],"error":null}""" + "\n\n" + U() + Done,
            "text so\nfinish stop\nusage 12 30"),
        ["Only content"] = new(
            """data: {"choices":[{"delta":{"content":"so"}}]}""" + "\n\n" + """data: {"choices":[{"delta":null,"finish_reason":"eos"}]}""" + "\n\n",
            "text so\nfinish stop"),
        ["No blank line behind the end"] = new(D("""{"content":"so"}""") + D("{}", "stop").TrimEnd('\n'), "text so\nfinish stop"),
        ["No reason for the end"] = new(D("""{"content":"so"}""") + Done, "text so\nfinish stop"),
        ["No reason for the end after a call"] = new(D("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"now","arguments":""}}]}""") + Done, "call a now {}\nfinish tool_calls"),
        ["The reason for the end twice"] = new(D("""{"content":"so"}""") + D("{}", "stop") + D("""{"content":""}""", "stop") + U() + Done, "text so\nfinish stop\nusage 12 30"),
        ["An empty reason on every chunk"] = new(D("""{"content":"s"}""", "") + D("""{"content":"o"}""", "") + D("{}", "stop") + U() + Done, "text so\nfinish stop\nusage 12 30"),
        ["The last marker twice, CRLF"] = new((D("""{"content":"so"}""") + D("{}", "stop") + U() + Done + Done).Replace("\n", "\r\n"), "text so\nfinish stop\nusage 12 30"),
        ["A frame without choices within a call, and a ping"] = new(
            D("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"get_weather","arguments":"{\"city\":"}}]}""") + U() + "data: {\"type\":\"ping\"}\n\n" + "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[]}\n\n"
            + D("""{"tool_calls":[{"index":0,"function":{"arguments":"\"Paris\"}"}}]}""") + D("{}", "tool_calls") + U() + Done,
            $"call a {CalledParis}\nfinish tool_calls\nusage 12 30"),
        ["Two choices"] = new(
            D("""{"content":"one"}""") + D("""{"content":"two"}""", index: 1) + D("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"now","arguments":"{}"}}]}""", index: 1) + D("{}", "stop") + D("{}", "stop", index: 1) + U() + Done,
            "text one\nfinish stop\ntext two\ncall a now {}\nfinish tool_calls\nusage 12 30"),
    };

    /// <summary>A chunk of one choice.</summary>
    private static string D(string delta, string? finish = null, int index = 0, string logprobs = "", string extra = "") =>
        $$$$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1763600000,"model":"m","choices":[{"index":{{{{index}}}},"delta":{{{{delta}}}}{{{{logprobs}}}},"finish_reason":{{{{(finish is null ? "null" : $"\"{finish}\"")}}}}}]{{{{extra}}}}}""" + "\n\n";

    private static string U() => $$$$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1763600000,"model":"m","choices":[],"usage":{{{{Usage}}}}}""" + "\n\n";
}
