using System.Buffers;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>One tool call of an answer, as far as it has come.</summary>
internal sealed class ToolCallEntry(int number)
{
    private readonly ArrayBufferWriter<byte> text = new();
    private JsonBalance balance;
    private int told;

    /// <summary>Its place among the answer's calls, from zero.</summary>
    public int Number => number;

    /// <summary>The upstream numbers it too.</summary>
    public bool HasIndex { get; init; }

    /// <summary>What the upstream calls it; empty where it does not say.</summary>
    public string Id { get; private set; } = "";

    /// <summary>The tool's name, as far as it has come.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The client has its id and name: nothing about them changes any more.</summary>
    public bool IsEmitted { get; private set; }

    public ToolCallHead Head { get; private set; }

    /// <summary>Of the arguments, escaped, what the client does not have.</summary>
    public ReadOnlySpan<byte> Pending => text.WrittenSpan[told..];

    /// <summary>No arguments came but an object that holds none, which some send before the true one.</summary>
    public bool IsBare { get; private set; }

    /// <summary>No arguments came.</summary>
    public bool IsEmpty => !IsBare && HasNoText;

    /// <summary>The arguments are a whole JSON value.</summary>
    public bool IsWhole => IsBare || balance.IsComplete;

    private bool HasNoText => ArgumentPieces.IsBlank(text.WrittenSpan);

    private bool IsCustom => Head.Kind == ToolKind.Custom;

    /// <summary>More of its head. A name may come in pieces, before the arguments or after them, or again and again.</summary>
    public void Take(in ToolCallHead head)
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

    /// <summary>Whether a piece of the arguments goes on with those before it just as it stands.</summary>
    public bool IsMore(ReadOnlySpan<byte> escaped)
    {
        if (IsCustom) return !balance.IsComplete || !escaped.SequenceEqual(text.WrittenSpan);
        return ArgumentPieces.IsBlank(escaped) || (!IsWhole && !ArgumentPieces.SaysAgain(text.WrittenSpan, escaped));
    }

    /// <summary>
    /// More of the arguments. Of what was said before only the rest is taken; what comes after a whole object is no part of it.
    /// </summary>
    public void Take(ReadOnlySpan<byte> escaped)
    {
        if (IsCustom)
        {
            if (IsMore(escaped)) Append(escaped);
            return;
        }

        if (balance.IsComplete || (IsBare && escaped.IndexOf((byte)'{') < 0)) return;
        if (HasNoText && ArgumentPieces.IsEmptyObject(escaped))
        {
            IsBare = true;
            return;
        }

        IsBare = false;
        Append(ArgumentPieces.SaysAgain(text.WrittenSpan, escaped) ? escaped[text.WrittenCount..] : escaped);
    }

    /// <summary>No more will come: a function without arguments has an empty object of them.</summary>
    public void End()
    {
        if (!IsCustom && HasNoText) Append("{}"u8);
        IsBare = false;
    }

    /// <summary>It is to be told: an id is made up where the upstream gave none or one that another call has.</summary>
    public ToolCallHead Emit(string id)
    {
        IsEmitted = true;
        Id = id;
        return Head = Head with { Id = id, Name = Name };
    }

    /// <summary>The client has the arguments too, as far as they have come.</summary>
    public void EmitArguments() => told = text.WrittenCount;

    private void Append(ReadOnlySpan<byte> escaped)
    {
        text.Write(escaped);
        balance.Add(escaped);
    }
}
