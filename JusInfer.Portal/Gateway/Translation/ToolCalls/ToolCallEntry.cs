using System.Buffers;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>One tool call of an answer, as far as it has been received.</summary>
internal sealed class ToolCallEntry(int number)
{
    private readonly ArrayBufferWriter<byte> text = new();
    private JsonBalance balance;
    private int emittedLength;

    /// <summary>The index of the call in the answer, from zero.</summary>
    public int Number => number;

    /// <summary>The upstream sent an index for the call.</summary>
    public bool HasIndex { get; init; }

    /// <summary>The id from the upstream; empty if it sent none.</summary>
    public string Id { get; private set; } = "";

    /// <summary>The name of the tool, as far as it has been received.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The client has received the id and the name, so that they cannot change any more.</summary>
    public bool IsEmitted { get; private set; }

    public ToolCallHead Head { get; private set; }

    /// <summary>The part of the escaped arguments that the client has not received.</summary>
    public ReadOnlySpan<byte> Pending => text.WrittenSpan[emittedLength..];

    /// <summary>The arguments so far are an empty object, which some providers send before the actual arguments.</summary>
    public bool IsEmptyObject { get; private set; }

    /// <summary>No arguments have been received.</summary>
    public bool IsEmpty => !IsEmptyObject && HasNoArguments;

    /// <summary>The arguments are a complete JSON value.</summary>
    public bool IsComplete => IsEmptyObject || IsClosed;

    /// <summary>The last bracket is closed. Free text, which models write for custom tools, goes on after its brackets.</summary>
    private bool IsClosed => balance.IsComplete && ArgumentPieces.BeginsJson(text.WrittenSpan);

    private bool HasNoArguments => ArgumentPieces.IsBlank(text.WrittenSpan);

    private bool IsCustom => Head.Kind == ToolKind.Custom;

    /// <summary>Adds a piece of the head. A name may be split or repeated, and may follow the arguments.</summary>
    public void Add(in ToolCallHead head)
    {
        if (IsEmitted) return;
        if (Id.Length == 0) Id = head.Id;
        if (Name.Length == 0 || (head.Name.Length > 0 && head.Name != Name)) Name += head.Name;
        Head = head with
        {
            Id = Id,
            Name = Name,
            Extra = head.Extra.IsEmpty ? Head.Extra : head.Extra,
            Extensions = head.Extensions.IsEmpty ? Head.Extensions : head.Extensions,
        };
    }

    /// <summary>Whether a piece can be appended to the arguments before it without a change.</summary>
    public bool IsContinuation(ReadOnlySpan<byte> escaped)
    {
        if (IsCustom) return !balance.IsComplete || !escaped.SequenceEqual(text.WrittenSpan);
        return ArgumentPieces.IsBlank(escaped) || (!IsComplete && !ArgumentPieces.IsRepetition(text.WrittenSpan, escaped));
    }

    /// <summary>
    /// Adds a piece of the arguments. Of a piece that repeats the arguments only the rest is appended. A piece after a complete object is
    /// ignored.
    /// </summary>
    public void Add(ReadOnlySpan<byte> escaped)
    {
        if (IsCustom)
        {
            if (IsContinuation(escaped)) Append(escaped);
            return;
        }

        if (IsClosed || (IsEmptyObject && escaped.IndexOf((byte)'{') < 0)) return;
        if (HasNoArguments && ArgumentPieces.IsEmptyObject(escaped))
        {
            IsEmptyObject = true;
            return;
        }

        IsEmptyObject = false;
        Append(ArgumentPieces.IsRepetition(text.WrittenSpan, escaped) ? escaped[text.WrittenCount..] : escaped);
    }

    /// <summary>Completes the call. A function without arguments gets an empty object.</summary>
    public void End()
    {
        if (!IsCustom && HasNoArguments) Append("{}"u8);
        IsEmptyObject = false;
    }

    /// <summary>Marks the head as sent to the client, with an id that is unique in the answer.</summary>
    public ToolCallHead Emit(string id)
    {
        IsEmitted = true;
        Id = id;
        return Head = Head with { Id = id, Name = Name };
    }

    /// <summary>Marks all arguments received so far as sent to the client.</summary>
    public void EmitArguments() => emittedLength = text.WrittenCount;

    private void Append(ReadOnlySpan<byte> escaped)
    {
        text.Write(escaped);
        balance.Add(escaped);
    }
}
