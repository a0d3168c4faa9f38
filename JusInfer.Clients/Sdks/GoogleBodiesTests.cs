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

    /// <summary>Google's SDK for Python writes the URL-safe alphabet (googleapis/python-genai, <c>encode_unserializable_types</c>).</summary>
    [Theory]
    [MemberData(nameof(Gateways))]
    public Task Media_in_the_alphabet_of_the_SDK_for_Python_arrive_unchanged(ClientTarget target) =>
        ExpectAsync(target, "python", new { image = true, pdf = true, streamed = true });
}
