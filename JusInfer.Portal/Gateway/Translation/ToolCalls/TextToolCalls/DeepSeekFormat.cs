using System.Collections.Immutable;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>
/// The formats of DeepSeek. V3.1 writes
/// <c>&lt;｜tool▁calls▁begin｜&gt;&lt;｜tool▁call▁begin｜&gt;f&lt;｜tool▁sep｜&gt;{…}&lt;｜tool▁call▁end｜&gt;&lt;｜tool▁calls▁end｜&gt;</c>; V3 and R1
/// write <c>function</c> before the separator, and then the name and a block of code with the arguments; V3.2 writes elements with the
/// prefix <c>｜DSML｜</c>, sometimes without the prefix or with a JSON object in place of the parameters; V4 the same with another name of the
/// outer element. Sources: deepseekv31_detector.py, deepseekv32_detector.py and deepseekv4_detector.py of SGLang
/// (python/sglang/srt/function_call).
/// </summary>
internal sealed class DeepSeekFormat : ITextToolCallFormat
{
    private const string Section = "<｜tool▁calls▁begin｜>";
    private const string SectionEnd = "<｜tool▁calls▁end｜>";
    private const string Call = "<｜tool▁call▁begin｜>";
    private const string CallEnd = "<｜tool▁call▁end｜>";
    private const string Separator = "<｜tool▁sep｜>";
    private const string CodeBegin = "```json";
    private const string CodeEnd = "```";
    private const string MarkupPrefix = "｜DSML｜";

    /// <summary>The outer elements of V4, V3.2, and V3.2 without the prefix.</summary>
    private static readonly (string Begin, string End, string Prefix)[] Markups =
    [
        ($"<{MarkupPrefix}tool_calls>", $"</{MarkupPrefix}tool_calls>", MarkupPrefix),
        ($"<{MarkupPrefix}function_calls>", $"</{MarkupPrefix}function_calls>", MarkupPrefix),
        ("<function_calls>", "</function_calls>", ""),
    ];

    public ImmutableArray<string> OpeningTags { get; } = [Section, Call, .. Markups.Select(static markup => markup.Begin)];

    public ImmutableArray<string> ClosingTags { get; } = [CallEnd, SectionEnd, .. Markups.Select(static markup => markup.End)];

    /// <summary>The model may write calls without the beginning of the section.</summary>
    public string StrayClosingTag => SectionEnd;

    public ImmutableArray<TextToolCall> Read(ref TextToolCallCursor cursor, OfferedTools tools)
    {
        foreach (var (begin, end, prefix) in Markups)
        {
            if (cursor.TrySkip(begin)) return ReadMarkup(ref cursor, end, prefix, tools);
        }

        return ReadSection(ref cursor, tools);
    }

    private static ImmutableArray<TextToolCall> ReadMarkup(ref TextToolCallCursor cursor, string end, string prefix, OfferedTools tools)
    {
        var calls = ImmutableArray.CreateBuilder<TextToolCall>();
        do
        {
            calls.Add(InvokeElements.Read(ref cursor, prefix, tools));
            cursor.SkipWhiteSpace();
        }
        while (cursor.State == TextToolCallState.Match && !cursor.IsAtEnd && cursor.Rest is not ['<', '/', ..] and not ['<']);

        cursor.ExpectClosing(end);
        return cursor.State == TextToolCallState.Match ? calls.ToImmutable() : [];
    }

    private static ImmutableArray<TextToolCall> ReadSection(ref TextToolCallCursor cursor, OfferedTools tools)
    {
        var calls = ImmutableArray.CreateBuilder<TextToolCall>();
        var isSection = cursor.TrySkip(Section);
        cursor.SkipWhiteSpace();
        cursor.Expect(Call);
        do
        {
            var (name, arguments) = ReadCall(ref cursor, tools);
            if (cursor.State != TextToolCallState.Match) return [];
            calls.Add(new TextToolCall(name, arguments.GetRawText()));
            cursor.SkipWhiteSpace();
        }
        while (isSection && !cursor.IsAtEnd && cursor.TrySkip(Call));

        if (isSection) cursor.ExpectClosing(SectionEnd);
        return cursor.State == TextToolCallState.Match ? calls.ToImmutable() : [];
    }

    private static (string Name, JsonElement Arguments) ReadCall(ref TextToolCallCursor cursor, OfferedTools tools)
    {
        var isOlder = cursor.TrySkip($"function{Separator}");
        var name = cursor.ReadToolName(isOlder ? CodeBegin : Separator, tools);
        cursor.SkipWhiteSpace();
        var arguments = cursor.ReadObject();
        cursor.SkipWhiteSpace();
        if (isOlder) cursor.ExpectClosing(CodeEnd);
        cursor.SkipWhiteSpace();
        cursor.ExpectClosing(CallEnd);
        return (name, arguments);
    }
}
