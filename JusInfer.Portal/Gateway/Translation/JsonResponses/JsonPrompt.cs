using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.JsonResponses;

/// <summary>The instructions that ask a model for JSON if it has no mode for it, and to correct an invalid answer.</summary>
internal static class JsonPrompt
{
    private const string OnlyJson = "Answer with one JSON object and nothing else: no words around it, no Markdown fence.";

    private const string OnlySchema = "Answer with one JSON document and nothing else: no words around it, no Markdown fence. It must conform to this JSON schema: ";

    /// <summary>The instruction for a required format.</summary>
    public static string InstructionFor(OutputFormat format) =>
        format is OutputFormat.JsonSchema schema ? $"{OnlySchema}{schema.Schema.GetRawText()}" : OnlyJson;

    /// <summary>Asks for a valid answer in place of the last one.</summary>
    /// <param name="fault">What is wrong with the last answer, as a sentence without its period.</param>
    public static string CorrectionOf(string fault) =>
        $"Your last answer is not valid: {fault}. Write the whole answer again, corrected, as one JSON document and nothing else.";
}
