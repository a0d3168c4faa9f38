using System.Text;

namespace JusInfer.Portal.Components.Developer.Playground;

/// <summary>What a part of an answer is.</summary>
public enum PieceKind
{
    Text,
    Reasoning,

    /// <summary>The name of a tool that the model calls.</summary>
    ToolCall,

    /// <summary>A part of the arguments of the tool call before.</summary>
    ToolArguments,

    /// <summary>Said by the page: where the connection was cut and where the stream was resumed.</summary>
    Notice,
}

/// <summary>A part of an answer.</summary>
public sealed record ResponsePiece(PieceKind Kind, string Text);

/// <summary>
/// The answer of one call on its way from the reading thread to the page. The reader adds to it at any rate; the page takes what has arrived since it last did.
/// </summary>
public sealed class PlaygroundResponse(string model)
{
    private readonly Lock gate = new();
    private readonly List<ResponsePiece> arrived = [];
    private readonly StringBuilder last = new();
    private PieceKind lastKind;
    private ResponseState state = new();

    /// <summary>Called on the reading thread, as often as there is something new.</summary>
    public Action? Changed { get; set; }

    /// <summary>The model that was requested.</summary>
    public string Model => model;

    public ResponseState State
    {
        get
        {
            lock (gate) return state;
        }
    }

    public void Add(PieceKind kind, string text)
    {
        if (text.Length == 0) return;
        lock (gate)
        {
            if (kind != lastKind || kind is PieceKind.Notice or PieceKind.ToolCall) Complete();
            lastKind = kind;
            last.Append(text);
        }

        Changed?.Invoke();
    }

    public void Update(Func<ResponseState, ResponseState> change)
    {
        lock (gate) state = change(state);
        Changed?.Invoke();
    }

    /// <summary>What has arrived since the last call.</summary>
    public IReadOnlyList<ResponsePiece> Take()
    {
        lock (gate)
        {
            Complete();
            ResponsePiece[] taken = [.. arrived];
            arrived.Clear();
            return taken;
        }
    }

    private void Complete()
    {
        if (last.Length == 0) return;
        arrived.Add(new ResponsePiece(lastKind, last.ToString()));
        last.Clear();
    }
}
