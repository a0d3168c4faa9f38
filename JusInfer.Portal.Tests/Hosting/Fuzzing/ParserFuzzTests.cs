using System.Diagnostics;
using System.Globalization;
using System.Text;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.Hosting.Fuzzing;

/// <summary>
/// Whatever a client sends to a parser of either plane, the response is one of the documented errors, and nothing is logged as an error. The
/// inputs are mutations of valid ones. The number of inputs per parser is 1,000, or the value of JUSINFER_FUZZ_INPUTS; JUSINFER_FUZZ_SEED
/// is the first seed, 0 by default.
/// </summary>
[Slow]
public sealed class ParserFuzzTests(FuzzPortal portal) : IClassFixture<FuzzPortal>
{
    private const int MaxReportedFaults = 5;

    private const string Chat = """
        {"model":"jusInfer-auto","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"call f with {\"a\":1} and reply with exactly \"x\""},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},{"role":"tool","tool_call_id":"c1","content":"r"}],"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}}],"tool_choice":"auto","temperature":0.5,"max_tokens":9,"n":1,"stop":["x"],"stream":true,"stream_options":{"include_usage":true},"response_format":{"type":"json_object"},"reasoning_effort":"low","user":"u","metadata":{"user_id":"x","session_id":"y"}}
        """;

    private const string Messages = """
        {"model":"jusInfer-auto","max_tokens":9,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"d"}}]},{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"tool_use","id":"t1","name":"f","input":{"a":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"r"}]}],"tools":[{"name":"f","description":"d","input_schema":{"type":"object"}}],"tool_choice":{"type":"auto"},"thinking":{"type":"enabled","budget_tokens":1024},"metadata":{"user_id":"{\"account_uuid\":\"a\",\"session_id\":\"b\"}"},"stop_sequences":["x"],"stream":true}
        """;

    private const string Responses = """
        {"model":"jusInfer-auto","instructions":"s","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"hi"},{"type":"input_image","image_url":"data:image/png;base64,AAAA"}]},{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c1","output":"r"},{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"e"},{"type":"item_reference","id":"msg_1"}],"tools":[{"type":"function","name":"f","parameters":{"type":"object"},"strict":false},{"type":"custom","name":"g"}],"tool_choice":"auto","reasoning":{"effort":"low"},"text":{"format":{"type":"text"}},"max_output_tokens":99,"store":false,"stream":true,"previous_response_id":"resp_1","prompt_cache_key":"k"}
        """;

    private const string Gemini = """
        {"systemInstruction":{"parts":[{"text":"s"}]},"contents":[{"role":"user","parts":[{"text":"hi"},{"inlineData":{"mimeType":"image/png","data":"AAAA"}},{"file_data":{"mime_type":"image/png","file_uri":"https://example.com/a.png"}}]},{"role":"model","parts":[{"text":"t","thought":true,"thoughtSignature":"amluZi5hcy4uYWJj"},{"functionCall":{"id":"c1","name":"f","args":{"a":1}},"thoughtSignature":"AAAA"}]},{"role":"user","parts":[{"functionResponse":{"id":"c1","name":"f","response":{"output":"r"},"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}}]}],"tools":[{"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"OBJECT","properties":{"a":{"type":"INTEGER","nullable":true,"anyOf":[{"type":"STRING","minLength":"1"}]}}}}]},{"googleSearch":{}}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},"generationConfig":{"temperature":0.5,"topP":1,"topK":2,"maxOutputTokens":9,"candidateCount":1,"stopSequences":["x"],"seed":1,"responseMimeType":"application/json","responseSchema":{"type":"OBJECT"},"thinkingConfig":{"includeThoughts":true,"thinkingBudget":-1}},"safetySettings":[],"labels":{"a":"b"}}
        """;

    private static readonly (string Path, string Body)[] DataPlaneBodies =
    [
        ("/v1beta/models/jusInfer-auto:generateContent", Gemini),
        ("/v1beta/models/jusInfer-auto:streamGenerateContent", Gemini),
        ("/v1beta/models/jusInfer-auto:countTokens", Gemini),
        ("/v1/chat/completions", Chat),
        ("/v1/messages", Messages),
        ("/v1/messages/count_tokens", Messages),
        ("/v1/responses", Responses),
        ("/v1/completions", """{"model":"jusInfer-auto","prompt":["a","b"],"suffix":"s","max_tokens":5,"stream":true,"logprobs":1,"echo":false}"""),
        ("/v1/embeddings", """{"model":"text-embedding-3-small","input":["a",[1,2]],"dimensions":8,"encoding_format":"base64","user":"u"}"""),
    ];

    private static readonly (string Method, string Path, string Body)[] ControlPlaneBodies =
    [
        ("POST", "/v1/keys/key_00000000000000000000000000000000/rotate", """{"overlap_seconds":60}"""),
        ("PATCH", "/v1/keys/key_00000000000000000000000000000000", """{"name":"n","rpm":1,"tpm":1,"concurrency":1,"monthly_cap_usd":1.5,"models":["openai/gpt-5"],"expires_at":"2027-01-01T00:00:00Z"}"""),
        ("POST", "/v1/keys", """{"name":"n","member_id":"mem_00000000000000000000000000000000","rpm":1,"monthly_cap_usd":"1.5","models":[],"expires_at":"2027-01-01","sandbox":true}"""),
        ("POST", "/v1/tenant/members", """{"email":"bob@example.com","role":"owner"}"""),
        ("POST", "/v1/tenant/members/mem_00000000000000000000000000000000/cap", """{"monthly_usd":5,"on_reach":"block"}"""),
        ("POST", "/v1/auth/refresh", """{"refresh_token":"jrt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"""),
        ("POST", "/v1/auth/signup", """{"email":"ada@example.com","password":"x","team":"t","setup_token":"CfDJ8AAAA"}"""),
    ];

    private static readonly (string Name, string Value)[] Headers =
    [
        ("X-JusInfer-Session", "s-1"), ("X-JusInfer-User", "u"), ("X-JusInfer-Resume", "off"), ("X-JusInfer-Tool-Args", "stream"), ("X-JusInfer-Chaos", "cut@200, stall@5"), ("X-User-Id", "u"),
        ("session_id", "019f"), ("Content-Type", "application/json; charset=utf-8"), ("Content-Encoding", "identity"), ("Accept", "text/event-stream"), ("anthropic-version", "2023-06-01"),
        ("anthropic-beta", "a-1,b-2"), ("x-api-key", "jinf_0"), ("Authorization", "Bearer jinf_0"), ("Origin", "https://example.com"), ("Access-Control-Request-Method", "POST"), ("Host", "localhost:80"),
        ("Accept-Encoding", "br;q=1, gzip;q=0.5"), ("Range", "bytes=0-1"), ("If-None-Match", "\"x\""), ("If-Modified-Since", "Fri, 20 Nov 2026 12:00:00 GMT"), ("Expect", "100-continue"),
    ];

    private static readonly string[] Queries =
    [
        "/v1/usage?from=2026-11-01&to=2026-11-30T23:00:00%2B01:00&group_by=day,key,model", "/v1/usage/requests?limit=5&after=req_00000000000000000000000000000000&status=error&model=m",
        "/v1/usage/requests?key=key_00000000000000000000000000000000&member=mem_00000000000000000000000000000000&status=404", "/v1/usage/requests/req_00000000000000000000000000000000",
        "/v1/usage/export.csv?from=2026-11-01&status=ok", "/v1/models?limit=3&after_id=openai/gpt-5", "/v1beta/models?pageSize=2&pageToken=3", "/v1beta/models/openai/gpt-5?key=AIza", "/v1/models/openai/gpt-5?x=1", "/v1/responses/resp_1?include=a", "/v1/auth/sessions?x=1",
    ];

    private static string[] Pages => ["/developer/keys", "/developer/usage?range=30d", "/account/sign-out", "/setup?token=CfDJ8"];

    [Fact]
    public Task Access_tokens() => RunAsync((mutate, request) =>
    {
        request.Path = "/v1/tenant";
        request.Headers.Authorization = mutate.OneIn(20) ? mutate.Header($"Bearer {portal.AccessToken}") : $"Bearer {mutate.Token(portal.AccessToken)}";
    });

    [Fact]
    public Task Cookies() => RunAsync((mutate, request) =>
    {
        var page = mutate.Pick(Pages).Split('?');
        request.Method = page[0] == "/account/sign-out" ? "POST" : "GET";
        request.Path = page[0];
        request.QueryString = page.Length > 1 ? new QueryString("?" + mutate.Header(page[1])) : default;
        request.Headers.Cookie = mutate.Header($"theme=dark; {portal.Cookie}");
    });

    [Fact]
    public Task Keys_and_headers() => RunAsync((mutate, request) =>
    {
        request.Headers.Authorization = mutate.OneIn(10) ? mutate.Header($"Bearer {portal.Key}") : $"Bearer {portal.Key}";
        for (var count = 0; count < 3; count++)
        {
            var (name, value) = mutate.Pick(Headers);
            request.Headers[name] = mutate.Header(value);
        }

        var (path, body) = mutate.Pick(DataPlaneBodies);
        if (mutate.OneIn(4)) request.Path = "/v1/models";
        else Post(request, "POST", path, Encoding.UTF8.GetBytes(mutate.OneIn(20) ? body : Unknown(body)));
    });

    [Fact]
    public Task Queries_and_paths() => RunAsync((mutate, request) =>
    {
        var target = mutate.Header(mutate.Pick(Queries));
        var at = target.IndexOf('?', StringComparison.Ordinal);
        request.Path = "/" + Uri.UnescapeDataString(at < 0 ? target : target[..at]).TrimStart('/');
        request.QueryString = at < 0 ? default : new QueryString(target[at..]);
        request.Headers.Authorization = $"Bearer {(request.Path.Value!.Contains("model", StringComparison.Ordinal) ? portal.Key : portal.AccessToken)}";
    });

    [Fact]
    public Task Bodies_of_the_control_plane() => RunAsync((mutate, request) =>
    {
        var (method, path, body) = mutate.Pick(ControlPlaneBodies);
        request.Headers.Authorization = $"Bearer {portal.AccessToken}";
        Post(request, method, path, mutate.Json(body));
    });

    [Fact]
    public Task Bodies_of_the_data_plane() => RunAsync((mutate, request) =>
    {
        var (path, body) = mutate.Pick(DataPlaneBodies);
        request.Headers.Authorization = $"Bearer {portal.Key}";
        Post(request, "POST", path, mutate.Json(mutate.OneIn(10) ? body : Unknown(body)));
    });

    /// <summary>The body with a model that does not exist, so that the request ends before a provider is called.</summary>
    private static string Unknown(string body) => body.Replace("jusInfer-auto", "no/such-model", StringComparison.Ordinal);

    private static void Post(HttpRequest request, string method, string path, byte[] body)
    {
        request.Method = method;
        request.Path = path;
        request.ContentType ??= "application/json";
        request.Body = new MemoryStream(body);
        request.ContentLength = body.Length;
    }

    private static int Setting(string variable, int defaultValue) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : defaultValue;

    private async Task RunAsync(Action<Mutator, HttpRequest> mutate)
    {
        var (first, inputs) = (Setting("JUSINFER_FUZZ_SEED", 0), Setting("JUSINFER_FUZZ_INPUTS", 1000));
        var parser = TestContext.Current.TestMethod!.MethodName;
        var statuses = new SortedDictionary<int, int>();
        var faults = new List<string>();
        var slowest = TimeSpan.Zero;
        for (var seed = first; seed < first + inputs && faults.Count < MaxReportedFaults; seed++)
        {
            var start = Stopwatch.GetTimestamp();
            var sent = "";
            var (status, fault) = await portal.SendAsync(request =>
            {
                mutate(new Mutator(new Random(seed)), request);
                sent = $"{request.Method} {request.Path}{request.QueryString} {string.Join(" | ", request.Headers)}";
            });
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            if (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed > slowest) slowest = elapsed;
            if (fault is not null) faults.Add($"Input {seed}: {status} for {sent}\n{fault}");
        }

        var report = $"{parser}: {statuses.Values.Sum()} inputs; {string.Join(", ", statuses.Select(static pair => $"{pair.Value} × {pair.Key}"))}; slowest {slowest.TotalMilliseconds:F0} ms";
        TestContext.Current.SendDiagnosticMessage(report);
        TestContext.Current.TestOutputHelper!.WriteLine(report);
        faults.ShouldBeEmpty(report);
    }
}
