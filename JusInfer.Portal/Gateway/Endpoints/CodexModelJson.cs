using System.Text.Json;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>
/// Writes a model as Codex's <c>ModelInfo</c> (github.com/openai/codex, codex-rs/protocol/src/openai_models.rs). Codex discards the whole list
/// if one entry lacks a required property.
/// </summary>
internal static class CodexModelJson
{
    /// <summary>The maximum size of a tool's output that Codex sends to the model. Codex's own value for models of OpenAI.</summary>
    private const int MaxToolOutputBytes = 10_000;

    /// <summary>The system prompt: it replaces the one that Codex has for unknown models, and Codex accepts no entry without it.</summary>
    private const string Instructions =
        """
        You are a coding agent. You and the user work in the same workspace, and you work on their request until it is completed.

        - Read the relevant files before you change them. Follow the conventions of the project, and the instructions in its AGENTS.md files.
        - Make the smallest change that solves the problem at its cause. Leave unrelated code as it is, and never revert changes that you did not make.
        - Use the shell tool to search, edit and test. Prefer rg for searching. Run independent commands at the same time.
        - Verify your work: build, run the relevant tests, and read the result before you claim success.
        - Do not run destructive commands, commit, push or install software unless the user asks for it.
        - If the request is ambiguous and the alternatives differ much, ask. Otherwise choose a reasonable interpretation, and state it.
        - Keep messages short. Finish with what you changed, how you verified it, and what remains.
        """;

    private static readonly (string Effort, string Description)[] Efforts =
    [
        ("low", "Fast answers with little reasoning"),
        ("medium", "Balances speed and depth of reasoning"),
        ("high", "Deeper reasoning for complex problems"),
    ];

    public static void WriteAuto(Utf8JsonWriter writer, CatalogSnapshot snapshot) => Write(
        writer,
        snapshot.Auto.Id,
        ListedModel.MaxContext(snapshot),
        ListedModel.ChatModels(snapshot).Aggregate(Capabilities.None, static (all, model) => all | model.Capabilities),
        priority: 0);

    /// <param name="writer">The list.</param>
    /// <param name="model">The model.</param>
    /// <param name="priority">Its position in the picker; the lowest is first.</param>
    public static void Write(Utf8JsonWriter writer, Model model, int priority) =>
        Write(writer, model.Id, model.ContextWindow, model.Capabilities, priority);

    private static void Write(Utf8JsonWriter writer, string id, int context, Capabilities capabilities, int priority)
    {
        var reasons = capabilities.HasFlag(Capabilities.Reasoning);
        writer.WriteStartObject();
        writer.WriteString("slug", id);
        writer.WriteString("display_name", id);
        writer.WriteNull("description");
        if (reasons) writer.WriteString("default_reasoning_level", "medium");
        WriteEfforts(writer, reasons ? Efforts : []);
        writer.WriteString("shell_type", "shell_command");
        writer.WriteString("visibility", "list");
        writer.WriteBoolean("supported_in_api", true);
        writer.WriteNumber("priority", priority);
        writer.WriteString("base_instructions", Instructions);
        writer.WriteBoolean("supports_reasoning_summaries", reasons);
        writer.WriteBoolean("support_verbosity", false);
        writer.WriteStartObject("truncation_policy");
        writer.WriteString("mode", "bytes");
        writer.WriteNumber("limit", MaxToolOutputBytes);
        writer.WriteEndObject();
        writer.WriteBoolean("supports_parallel_tool_calls", capabilities.HasFlag(Capabilities.ParallelTools));
        writer.WriteNumber("context_window", context);
        writer.WriteStartArray("experimental_supported_tools");
        writer.WriteEndArray();
        writer.WriteStartArray("input_modalities");
        writer.WriteStringValue("text");
        if (capabilities.HasFlag(Capabilities.Vision)) writer.WriteStringValue("image");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteEfforts(Utf8JsonWriter writer, (string Effort, string Description)[] efforts)
    {
        writer.WriteStartArray("supported_reasoning_levels");
        foreach (var (effort, description) in efforts)
        {
            writer.WriteStartObject();
            writer.WriteString("effort", effort);
            writer.WriteString("description", description);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
