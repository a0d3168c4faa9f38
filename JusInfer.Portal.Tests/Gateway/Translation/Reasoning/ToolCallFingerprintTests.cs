using JusInfer.Portal.Gateway.Translation.Reasoning;

namespace JusInfer.Portal.Tests.Gateway.Translation.Reasoning;

public sealed class ToolCallFingerprintTests
{
    private static readonly TeamId Team = new(Guid.CreateVersion7());

    [Theory]
    [InlineData("""{ "b": [1, "x"], "a": null }""", """{"a":null,"b":[1,"x"]}""")]
    [InlineData("", "{}")]
    public void Arguments_that_a_client_formats_again_have_the_same_fingerprint(string formatted, string arguments) =>
        Of(formatted).ShouldBe(Of(arguments));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""")]
    [InlineData("""{"\ud800":1}""", """{"\ud801":1}""")]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ud801"}""")]
    [InlineData("""{"a":""", """{"b":""")]
    public void Other_arguments_have_another_fingerprint_also_if_they_are_not_readable(string arguments, string others) =>
        Of(arguments).ShouldNotBe(Of(others));

    private static ToolCallFingerprint Of(string arguments) => ToolCallFingerprint.Create(Team, "call_1", "read", arguments);
}
