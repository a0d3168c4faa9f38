using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Tests.Gateway.Translation.ToolCalls;

public sealed class ToolCallIdsTests
{
    /// <summary>Ids in the formats of providers, and invalid ids.</summary>
    public static TheoryData<string> Seen =>
    [
        "call_abc123", "toolu_013f423e0e880f5ed2b649", "functions.Bash:0", "functions.Bash:12", "9d8f7a6b5", "fc_9062a246c53a04244b92ced3",
        "chatcmpl-tool-9b1d0c8e6f7a4b2c8d9e0f1a2b3c4d5e", "0", "call 1", "aufruf-ä", "呼び出し", new string('x', 200), "a/b+c=", "jx_", "jh_1",
    ];

    [Theory]
    [MemberData(nameof(Seen))]
    public void Every_destination_gets_ids_that_it_accepts(string id)
    {
        foreach (var rule in Enum.GetValues<ToolCallIdRule>().Where(static rule => rule != ToolCallIdRule.Kimi))
            ToolCallIds.Fits(ToolCallIds.Encode(id, rule), rule).ShouldBeTrue($"{rule}: {ToolCallIds.Encode(id, rule)}");
    }

    [Theory]
    [MemberData(nameof(Seen))]
    public void An_id_that_fits_is_not_changed(string id)
    {
        foreach (var rule in Enum.GetValues<ToolCallIdRule>().Where(rule => ToolCallIds.Fits(id, rule))) ToolCallIds.Encode(id, rule).ShouldBe(id);
    }

    [Theory]
    [MemberData(nameof(Seen))]
    public void An_id_encoded_for_Anthropic_is_decoded_to_the_original(string id) =>
        ToolCallIds.Decode(ToolCallIds.Encode(id, ToolCallIdRule.Anthropic)).ShouldBe(id);

    [Theory]
    [MemberData(nameof(Seen))]
    public void An_id_is_always_encoded_in_the_same_way(string id)
    {
        foreach (var rule in Enum.GetValues<ToolCallIdRule>()) ToolCallIds.Encode(id, rule).ShouldBe(ToolCallIds.Encode(id, rule));
    }

    [Theory]
    [InlineData("jxZnVuY3Rpb25zLkJhc2g6MA")]
    [InlineData("jx_%%%")]
    [InlineData("jx_gICA")]
    public void An_id_that_a_client_has_rewritten_is_not_decoded(string id) => ToolCallIds.Decode(id).ShouldBe(id);
}
