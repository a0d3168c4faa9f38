using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>Bodies that other clients of the Gemini API write than its SDK for JavaScript.</summary>
[Trait("Promise", "P-27")]
public sealed class GoogleBodiesTests(ClientFixture fixture) : SdkTests(fixture, "google-bodies.mjs")
{
    public static TheoryData<ClientTarget> Gateways => GoogleGenAiTests.Gateways;

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task One_object_can_stand_for_a_list(ClientTarget target) =>
        ExpectAsync(target, "samples", new { texts = (string[])[Greeting, Greeting] });

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task Enums_can_be_numbers(ClientTarget target) =>
        ExpectAsync(target, "tools", new { calls = (string[])["weather", "weather"] });
}
