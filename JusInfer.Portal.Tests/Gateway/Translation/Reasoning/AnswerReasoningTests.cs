using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Translation.Reasoning;

/// <summary>The place of reasoning between texts and calls, which a client that drops it does not know.</summary>
public sealed class AnswerReasoningTests
{
    private static readonly ReasoningMaker Maker = new("p", "m");

    [Theory]
    [InlineData("first|Grüße|second|call", 0, 0, 7, 0, "Grüße")]
    [InlineData("Gr|first|üße|second|call", 2, 0, 7, 0, "Grüße")]
    [InlineData("first|Grüße|call|second", 0, 0, 7, 1, "Grüße")]
    [InlineData("first|Gr|second|üße|call", 0, 0, 2, 0, "Grüße")]
    [InlineData("first|second|Grüße|call", 0, 0, 0, 0, "Grüße")]
    [InlineData("first|second|another text|call", 0, 0, 5, 0, "another text")]
    public void Is_inserted_where_it_was(string expected, int firstText, int firstCalls, int secondText, int secondCalls, string text)
    {
        var answer = new AnswerReasoning(
            [new(Reasoning("first"), firstText, firstCalls), new(Reasoning("second"), secondText, secondCalls)], TextLength: 7, Maker);
        var call = new Part.ToolCall("c", "call", ToolArguments.From(JsonText.From("{}")));
        ImmutableArray<Part> turn = [Reasoning("unsigned"), new Part.Text(JsonText.From(text)), call];

        string.Join('|', answer.InsertInto(turn).Select(Describe)).ShouldBe(expected);
    }

    private static Part.Reasoning Reasoning(string text) => new(JsonText.From(text), Signature: null);

    private static string Describe(Part part) => part switch
    {
        Part.Reasoning reasoning => reasoning.Value.Decode(),
        Part.Text text => text.Value.Decode(),
        Part.ToolCall call => call.Name,
        _ => "?",
    };
}
