using System.Text;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>
/// Tests that calls and results that do not match are rejected with one message for all providers, and that the requests of coding agents
/// are accepted.
/// </summary>
public sealed class ChatToolCallValidatorTests
{
    private const string User = """{"role":"user","content":"go on"}""";
    private const string TwoCalls = """{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]}""";

    private static readonly Dictionary<string, string[]> Sound = new()
    {
        ["results in order"] = [User, TwoCalls, Result("a"), Result("b")],
        ["results out of order"] = [User, TwoCalls, Result("b"), Result("a")],
        ["a tool's images between the results, as goose sends them"] = [User, TwoCalls, Result("a"), User, Result("b"), User],
        ["a repeated result"] = [User, TwoCalls, Result("a"), Result("b"), Result("b"), User],
        ["calls that end the conversation"] = [User, TwoCalls],
        ["an assistant's beginning at the end"] = [User, """{"role":"assistant","content":"It is"}"""],
        ["one id in two turns, as Kimi counts them"] = [TwoCalls, Result("a"), Result("b"), TwoCalls, Result("a"), Result("b")],
        ["one id for two calls"] = [Called("""{"tool_calls":[{"id":"a"},{"id":"a"}]}"""), Result("a"), Result("a"), User],
        ["an id spelled with an escape"] = [Called("""{"tool_calls":[{"id":"functions.Bash:0"}]}"""), Result("functions.\\u0042ash:0"), User],
        ["the role after the calls"] = ["""{"tool_calls":[{"id":"a"}],"role":"assistant"}""", """{"tool_call_id":"a","content":"","role":"tool"}"""],
        ["no calls in an empty array"] = [Called("""{"tool_calls":[]}"""), User],
        ["no calls in a null"] = [Called("""{"tool_calls":null,"function_call":null}"""), User],
        ["a function of the older form"] = [Called("""{"function_call":{"name":"f","arguments":"{}"}}"""), """{"role":"function","name":"f","content":"done"}""", User],
    };

    private static readonly Dictionary<string, (string[] Messages, string Param)> Unsound = new()
    {
        ["a result without a call"] = ([User, Result("a")], "messages[1].tool_call_id"),
        ["a result with another id"] = ([User, TwoCalls, Result("a"), Result("c")], "messages[3].tool_call_id"),
        ["a result without an id"] = ([User, TwoCalls, """{"role":"tool","content":"x"}"""], "messages[2].tool_call_id"),
        ["a result of an earlier turn's call"] = ([TwoCalls, Result("a"), Result("b"), Called("""{"content":"done"}"""), Result("a")], "messages[4].tool_call_id"),
        ["a call without a result"] = ([User, TwoCalls, User], "messages[1].tool_calls[0]"),
        ["one of two calls without a result"] = ([User, TwoCalls, Result("a")], "messages[1].tool_calls[1]"),
        ["calls before another assistant message"] = ([User, TwoCalls, Called("""{"content":"done"}""")], "messages[1].tool_calls[0]"),
        ["a function of the older form without a result"] = ([Called("""{"function_call":{"name":"f","arguments":"{}"}}"""), User], "messages[0].function_call"),
        ["a result of the older form without a call"] = ([User, """{"role":"function","name":"f","content":"done"}"""], "messages[1].tool_call_id"),
    };

    public static TheoryData<string> Passing => [.. Sound.Keys];

    public static TheoryData<string> Refused => [.. Unsound.Keys];

    [Theory]
    [MemberData(nameof(Passing))]
    public void Matching_calls_and_results_are_accepted(string conversation) => Read(Sound[conversation]).ShouldBeNull();

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_mismatch_is_rejected_with_its_path(string conversation)
    {
        var error = Read(Unsound[conversation].Messages).ShouldNotBeNull();

        error.Status.ShouldBe(400);
        error.Code.ShouldBe("INVALID_REQUEST");
        error.Param.ShouldBe(Unsound[conversation].Param);
    }

    /// <param name="with">The message's other properties, as an object.</param>
    internal static string Called(string with) => "{\"role\":\"assistant\"," + with[1..];

    private static string Result(string id) => $$"""{"role":"tool","tool_call_id":"{{id}}","content":"done"}""";

    private static GatewayError? Read(string[] messages) =>
        ChatRequestReader.Read(Encoding.UTF8.GetBytes($$"""{"model":"a","messages":[{{string.Join(',', messages)}}]}""")).Error;
}
