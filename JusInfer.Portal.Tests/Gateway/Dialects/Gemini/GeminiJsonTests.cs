using System.Text;
using JusInfer.Portal.Gateway.Dialects.Gemini.Client;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Capabilities = JusInfer.Portal.Catalog.Capabilities;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Gemini;

/// <summary>
/// Requests in every form that the JSON of protocol buffers has and Google's server reads (protobuf.dev/programming-guides/json): a
/// provider receives the same.
/// </summary>
[Trait("Promise", "P-27")]
public sealed class GeminiJsonTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Hi = """
        "contents":[{"role":"user","parts":[{"text":"hi"}]}]
        """;

    private const string Functions = """{"functionDeclarations":[{"name":"look"},{"name":"list"}]}""";

    /// <summary>The body in another form, and in the usual one.</summary>
    public static TheoryData<string, string, string> Forms
    {
        get
        {
            (string Sent, string Usual)[] forms =
            [
                // One object for a list (QuantumNous/new-api#1566).
                (
                    """{"system_instruction":{"parts":{"text":"s"}},"contents":{"role":"user","parts":{"text":"hi"}}}""",
                    Body("'systemInstruction':{'parts':[{'text':'s'}]}")),
                (Body($"'tools':{Functions}"), Body($"'tools':[{Functions}]")),
                (
                    Body("'tools':[{'function_declarations':{'name':'look'}}]"),
                    Body("'tools':[{'functionDeclarations':[{'name':'look'}]}]")),
                (Config("'stopSequences':'END'"), Config("'stopSequences':['END']")),
                (Config("'responseModalities':'TEXT'"), Config("'temperature':null")),
                (Config("'responseModalities':['Text']"), Config("'temperature':null")),
                (Config("'responseModalities':[1]"), Config("'temperature':null")),

                // Numbers as strings, and whole ones with a fraction.
                (
                    Config("'temperature':'0.25','topP':'0.5','topK':'40','maxOutputTokens':'2000','candidateCount':'1'"),
                    Config("'temperature':0.25,'topP':0.5,'topK':40,'maxOutputTokens':2000")),
                (
                    Config("'seed':'7','presencePenalty':'0.5','frequencyPenalty':'-1'"),
                    Config("'seed':7,'presencePenalty':0.5,'frequencyPenalty':-1")),
                (Config("'topK':40.0,'maxOutputTokens':2.0e3,'seed':7.0"), Config("'topK':40,'maxOutputTokens':2000,'seed':7")),
                (
                    Thinking("'thinkingBudget':'2048','includeThoughts':'true'"),
                    Thinking("'thinkingBudget':2048,'includeThoughts':true")),

                // Enums as numbers (googleapis/gax-nodejs#1335), and in any case.
                (Thinking("'thinkingLevel':1"), Thinking("'thinkingLevel':'LOW'")),
                (Thinking("'thinkingLevel':'3'"), Thinking("'thinkingLevel':'high'")),
                (Thinking("'thinkingLevel':0"), Thinking("'includeThoughts':false")),
                (Calling("'mode':1"), Calling("'mode':'AUTO'")),
                (Calling("'mode':2"), Calling("'mode':'ANY'")),
                (Calling("'mode':'3'"), Calling("'mode':'none'")),
                (Calling("'mode':4"), Calling("'mode':'VALIDATED'")),
                (
                    Calling("'mode':'Any','allowed_function_names':'list'"),
                    Calling("'mode':'ANY','allowedFunctionNames':['list']")),
            ];
            return [.. from upstream in GeminiUpstreams.Names from form in forms select (upstream, form.Sent, form.Usual)];
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_provider_receives_the_same(string upstream, string sent, string usual)
    {
        foreach (var streamed in (bool[])[false, true])
        {
            (await AskAsync(upstream, sent, streamed)).Response.ShouldBe(200);
            var received = host[GeminiUpstreams.Dialect(upstream)].LastRequest.Text;

            (await AskAsync(upstream, usual, streamed)).Response.ShouldBe(200);
            received.ShouldBe(host[GeminiUpstreams.Dialect(upstream)].LastRequest.Text);
        }
    }

    [Fact]
    public async Task A_thought_may_be_marked_with_a_string()
    {
        const string Contents = """
            {"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"thought":"true","text":"Hm."},{"text":"b"}]},
             {"role":"user","parts":[{"text":"c"}]}]}
            """;

        (await AskAsync("openai-chat", Contents)).Response.ShouldBe(200);

        var messages = host[GeminiUpstreams.Dialect("openai-chat")].LastRequest.Json.GetProperty("messages");
        messages[1].GetProperty("content").GetString().ShouldBe("b");
    }

    [Theory]
    [InlineData("""{"contents":{"parts":{"text":"a text of some words"}}}""")]
    [InlineData("""{"generate_content_request":{"contents":{"parts":{"text":"a text of some words"}}}}""")]
    public async Task Tokens_of_one_content_are_counted(string body)
    {
        var path = GeminiBody.Generate(DialectHost.ModelOf(GeminiUpstreams.Dialect("openai-chat")))
            .Replace(":generateContent", ":countTokens", StringComparison.Ordinal);

        var counted = await host.Caller.PostAsync(path, body);
        var usual = await host.Caller.PostAsync(path, """{"contents":[{"parts":[{"text":"a text of some words"}]}]}""");

        counted.ShouldBe(200);
        counted.Json.GetProperty("totalTokens").GetInt32().ShouldBeInRange(1, usual.Json.GetProperty("totalTokens").GetInt32());
    }

    /// <summary>What the gateway itself acts on: media, tools, and the role of the last turn.</summary>
    [Theory]
    [InlineData(
        """{"contents":{"parts":{"inline_data":{"mime_type":"image/png","data":"AAAA"}}},"tools":{"functionDeclarations":{"name":"f"}}}""",
        """{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}],"tools":[{"functionDeclarations":[]}]}""")]
    [InlineData(
        """{"contents":{"parts":{"functionResponse":{"name":"f","response":{},"parts":{"inlineData":{"mimeType":"image/png"}}}}}}""",
        """{"contents":[{"parts":[{"functionResponse":{"name":"f","response":{},"parts":[{"inlineData":{"mimeType":"image/png"}}]}}]}]}""")]
    public void One_object_counts_as_a_list_of_one(string one, string list)
    {
        var (features, expected) = (FeaturesOf(one), FeaturesOf(list));

        features.RequiredCapabilities.ShouldBe(expected.RequiredCapabilities);
        features.RequiredCapabilities.HasFlag(Capabilities.Vision).ShouldBeTrue();
        features.LastMessageRole.ShouldBe(expected.LastMessageRole);
        features.MessageCount.ShouldBe(1);
        features.InputTokens.ShouldBeInRange(expected.InputTokens - 10, expected.InputTokens + 10);
    }

    public static TheoryData<string, string, string> Invalid => new()
    {
        { """{"contents":5}""", "contents", "must be an array of contents, or one content" },
        { """{"contents":{"parts":5}}""", "contents.parts", "must be an object" },
        { Body("'tools':'x'"), "tools", "must be an array of tools, or one tool, but is \"x\"" },
        { Config("'temperature':'warm'"), "generationConfig.temperature", "must be a number, but is \"warm\"" },
        { Config("'temperature':'NaN'"), "generationConfig.temperature", "must be a number, but is \"NaN\"" },
        { Config("'topP':[1]"), "generationConfig.topP", "must be a number, but is an array" },
        { Config("'topK':1.5"), "generationConfig.topK", "must be a whole number, but is 1.5" },
        { Config("'seed':'a string of a prompt or a key'"), "generationConfig.seed", "must be a whole number, but is a longer string" },
        {
            Config("'maxOutputTokens':'many'"), "generationConfig.maxOutputTokens",
            "must be a whole number above zero, but is \"many\""
        },
        {
            Thinking("'includeThoughts':'yes'"), "generationConfig.thinkingConfig.includeThoughts",
            "must be true or false, but is \"yes\""
        },
        {
            Thinking("'thinkingLevel':9"), "generationConfig.thinkingConfig.thinkingLevel",
            "must be MINIMAL, LOW, MEDIUM or HIGH, but is 9"
        },
        { Config("'responseModalities':[1,2]"), "generationConfig.responseModalities", "must be TEXT, but has 2" },
        {
            Config("'responseMimeType':'text/html'"), "generationConfig.responseMimeType",
            "must be text/plain, application/json or text/x.enum, but is \"text/html\""
        },
        { Calling("'mode':9"), "toolConfig.functionCallingConfig.mode", "must be AUTO, ANY, VALIDATED or NONE, but is 9" },
        { Calling("'mode':'SOME'"), "toolConfig.functionCallingConfig.mode", "must be AUTO, ANY, VALIDATED or NONE, but is \"SOME\"" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task A_value_that_means_nothing_is_rejected_with_its_path_and_what_it_is(string body, string path, string problem)
    {
        var upstream = GeminiUpstreams.Dialect("openai-chat");
        foreach (var streamed in (bool[])[false, true])
        {
            var (_, response) = await host.AskAsync(upstream.Name, streamed, DialectHost.ModelOf(upstream), body);

            response.ShouldBe(400, response.Code);
            response.Error.GetProperty("status").GetString().ShouldBe("INVALID_ARGUMENT");
            response.Error.GetProperty("details")[0].GetProperty("metadata").GetProperty("param").GetString().ShouldBe(path);
            response.Message.ShouldContain($"'{path}' {problem}");
            host[upstream].Requests.ShouldBeEmpty();
        }
    }

    private static RequestFeatures FeaturesOf(string body) => GeminiRequestReader.Read(Encoding.UTF8.GetBytes(body), "m").Value.Features;

    /// <param name="fields">Fields beside the contents, with single quotes.</param>
    private static string Body(string fields) => $"{{{Hi},{fields.Replace('\'', '"')}}}";

    private static string Config(string fields) => Body($"'generationConfig':{{{fields}}}");

    private static string Thinking(string fields) => Config($"'thinkingConfig':{{{fields}}}");

    private static string Calling(string fields) =>
        Body($"'tools':[{Functions}],'toolConfig':{{'functionCallingConfig':{{{fields}}}}}");

    private Task<(ModelAnswer Answer, GatewayAnswer Response)> AskAsync(string upstream, string body, bool streamed = false) =>
        host.AskAsync(upstream, streamed, DialectHost.ModelOf(GeminiUpstreams.Dialect(upstream)), body, new ModelAnswer { Text = "ok" });
}
