using System.Collections.Immutable;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>
/// The formats of MiniMax: M2 writes
/// <c>&lt;minimax:tool_call&gt;&lt;invoke name="f"&gt;…&lt;/invoke&gt;&lt;/minimax:tool_call&gt;</c>, M1 one JSON object per line in
/// <c>&lt;tool_calls&gt;</c>. Source of M2: minimax_m2.py of SGLang (python/sglang/srt/function_call).
/// </summary>
internal sealed class MiniMaxFormat : ITextToolCallFormat
{
    private const string List = "<tool_calls>";
    private const string ListEnd = "</tool_calls>";
    private const string Block = "<minimax:tool_call>";
    private const string BlockEnd = "</minimax:tool_call>";

    public ImmutableArray<string> OpeningTags { get; } = [Block, List];

    public ImmutableArray<string> ClosingTags { get; } = [BlockEnd, ListEnd];

    public ImmutableArray<TextToolCall> Read(ref TextToolCallCursor cursor, OfferedTools tools)
    {
        var calls = ImmutableArray.CreateBuilder<TextToolCall>();
        var isList = cursor.TrySkip(List);
        if (!isList) cursor.Expect(Block);
        var end = isList ? ListEnd : BlockEnd;
        do
        {
            calls.Add(isList ? ReadObject(ref cursor, tools) : InvokeElements.Read(ref cursor, prefix: "", tools));
            cursor.SkipWhiteSpace();
        }
        while (cursor.State == TextToolCallState.Match && !cursor.IsAtEnd && cursor.Rest is not ['<', '/', ..] and not ['<']);

        cursor.ExpectClosing(end);
        return cursor.State == TextToolCallState.Match ? calls.ToImmutable() : [];
    }

    private static TextToolCall ReadObject(ref TextToolCallCursor cursor, OfferedTools tools)
    {
        cursor.SkipWhiteSpace();
        var call = cursor.ReadObject();
        if (cursor.State != TextToolCallState.Match) return default;
        if (HermesFormat.ParseCall(call) is { } read && tools.Contains(read.Name)) return read;
        cursor.Fail();
        return default;
    }
}
