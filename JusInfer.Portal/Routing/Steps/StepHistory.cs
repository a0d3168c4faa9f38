using System.Runtime.CompilerServices;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Routing.Steps;

/// <summary>
/// The course of a conversation as counts: which actions, how large, with which results. The readers of all dialects add the messages in order, so that
/// there is one extractor. A mutable value of fixed size without text.
/// </summary>
internal struct StepHistory
{
    public const int RecentSteps = 6;

    public const int ShownKinds = 3;

    private const int RecentCommands = 8;

    /// <summary>Shorter messages such as "yes" or "continue" are repeated without a reason to worry.</summary>
    private const int MinRequestBytes = 24;

    /// <summary>The number of <see cref="StepAction"/>.</summary>
    public const int Actions = (int)StepAction.Other + 1;

    private Recent recent;
    private RecentKinds kinds;
    private PerKind sinceChange;
    private PerAction counts;
    private PerAction lastStep;
    private Commands commands;
    private Commands requests;
    private int users;
    private StepAction current;
    private CommandKind currentKind;
    private bool isOpen;
    private bool runsTests;

    public int Steps { get; private set; }

    /// <summary>The last steps with the same action.</summary>
    public int Streak { get; private set; }

    /// <summary>Whether the last command is one of the commands before it.</summary>
    public bool IsRepeated { get; private set; }

    /// <summary>Whether the last message of the user is one of the messages before it.</summary>
    public bool IsRequestRepeated { get; private set; }

    public int Errors { get; private set; }

    /// <summary>One bit per result, the last one in the lowest: whether it shows an error.</summary>
    public uint ErrorBits { get; private set; }

    public long ContextBytes { get; private set; }

    public long FirstPromptBytes { get; private set; }

    public int LastResultBytes { get; private set; }

    public int LastResultLines { get; private set; }

    /// <summary>The size of the result before the last one.</summary>
    public int PreviousResultBytes { get; private set; }

    /// <summary>The size of all results.</summary>
    public long ResultBytes { get; private set; }

    /// <summary>The size of the results since files were changed, with that of the change, or since the start.</summary>
    public long BytesSinceChange { get; private set; }

    /// <summary>The steps that changed files since something was run.</summary>
    public int ChangesSinceRun { get; private set; }

    public ResultSigns LastSigns { get; private set; }

    public int LastOutputBytes { get; private set; }

    /// <summary>The size of the turn before the last one.</summary>
    public int PreviousOutputBytes { get; private set; }

    /// <summary>The size of the commands of the last turn, or of the arguments of its tool calls.</summary>
    public int LastCommandBytes { get; private set; }

    public long OutputBytes { get; private set; }

    public int Results { get; private set; }

    /// <summary>Whether the last message is a result of a tool rather than a message of the user.</summary>
    public bool EndsWithResult { get; private set; }

    /// <summary>The action of a past step; 0 is the last one.</summary>
    public readonly StepAction Action(int stepsAgo) => recent[stepsAgo];

    /// <summary>The kind of a past step; 0 is the last one.</summary>
    public readonly CommandKind Kind(int stepsAgo) => kinds[stepsAgo];

    /// <summary>The steps of a kind since files were changed, or since the start.</summary>
    public readonly int CountSinceChange(CommandKind kind) => sinceChange[(int)kind];

    public readonly int Count(StepAction action) => counts[(int)action];

    /// <summary>The steps since an action; the number of all steps if it has not occurred.</summary>
    public readonly int StepsSince(StepAction action) => lastStep[(int)action] == 0 ? Steps : Steps - lastStep[(int)action];

    /// <summary>The last turn has run tests, and a result of it shows that some fail.</summary>
    public bool FailsTests { get; private set; }

    /// <summary>The steps since files were changed; 0 if in the last one. Null if none were.</summary>
    public readonly int? StepsSinceChange =>
        Math.Max(lastStep[(int)StepAction.Edit], lastStep[(int)StepAction.Write]) is var last and > 0 ? Steps - last : null;

    /// <summary>Adds the system prompt or a message of the user. In a text protocol without tools, a message after a command is its result.</summary>
    public void AddUser(ReadOnlySpan<byte> text)
    {
        if (isOpen && current is not (StepAction.Reply or StepAction.None))
        {
            AddResult(text);
            return;
        }

        Close();
        ContextBytes += text.Length;
        if (Steps == 0) FirstPromptBytes += text.Length;
        EndsWithResult = FailsTests = false;
        IsRequestRepeated = text.Length >= MinRequestBytes && IsKnown(ref requests, users++, text);
    }

    /// <summary>Adds a turn of the model. A fenced shell command in the text counts as a call of a shell.</summary>
    public void AddTurn(ReadOnlySpan<byte> text)
    {
        Close();
        (isOpen, current, currentKind) = (true, StepAction.Reply, CommandKind.Reply);
        runsTests = FailsTests = false;
        (PreviousOutputBytes, LastOutputBytes, LastCommandBytes, EndsWithResult) = (LastOutputBytes, text.Length, 0, false);
        OutputBytes += text.Length;
        ContextBytes += text.Length;
        var command = FencedCommand(text);
        if (command.IsEmpty) return;
        Add(ShellCommand.Classify(command), [], command);
    }

    /// <summary>Adds a tool call of the last turn.</summary>
    public void AddCall(ReadOnlySpan<byte> name, ReadOnlySpan<byte> arguments)
    {
        LastOutputBytes += arguments.Length;
        OutputBytes += arguments.Length;
        ContextBytes += arguments.Length;
        Add(ToolActions.Classify(name, arguments), name, arguments);
    }

    public void AddResult(ReadOnlySpan<byte> result)
    {
        Close();
        LastSigns = ResultSignsReader.Read(result);
        (PreviousResultBytes, LastResultBytes) = (LastResultBytes, result.Length);
        BytesSinceChange += result.Length;
        ResultBytes += result.Length;
        Results++;
        LastResultLines = result.Count((byte)'\n');
        var isError = (LastSigns & ResultSigns.Error) != ResultSigns.None;
        FailsTests |= runsTests && TestRun.Fails(result);
        Errors += isError ? 1 : 0;
        ErrorBits = (ErrorBits << 1) | (isError ? 1u : 0u);
        ContextBytes += result.Length;
        EndsWithResult = true;
    }

    /// <summary>The command of a text protocol: the last fenced block of shell in the text.</summary>
    public static ReadOnlySpan<byte> FencedCommand(ReadOnlySpan<byte> text)
    {
        var start = text.LastIndexOf("```bash\n"u8);
        if (start < 0) return [];
        var command = text[(start + "```bash\n"u8.Length)..];
        var end = command.LastIndexOf("```"u8);
        return end < 0 ? command : command[..end];
    }

    /// <summary>Of several calls in a turn, a change of files counts.</summary>
    private void Add(StepAction action, ReadOnlySpan<byte> tool, ReadOnlySpan<byte> command)
    {
        isOpen = true;
        var isTest = TestRun.Recognize(action, tool, command);
        runsTests |= isTest;
        if (!IsChange(current)) (current, currentKind) = (action, CommandKinds.Of(action, tool, command, isTest));
        LastCommandBytes += command.Length;
        IsRepeated = IsKnown(ref commands, Steps, command);
    }

    /// <summary>Whether a text is one of the last ones, to which it is then added.</summary>
    private static bool IsKnown(ref Commands recent, int count, ReadOnlySpan<byte> text)
    {
        var hash = ChainHash.Next(ChainHash.Start, text);
        var isKnown = ((ReadOnlySpan<ulong>)recent).Contains(hash);
        recent[count % RecentCommands] = hash;
        return isKnown;
    }

    private void Close()
    {
        if (!isOpen) return;
        isOpen = false;
        Streak = recent[0] == current ? Streak + 1 : 1;
        for (var i = RecentSteps - 1; i > 0; i--) recent[i] = recent[i - 1];
        recent[0] = current;
        for (var i = ShownKinds - 1; i > 0; i--) kinds[i] = kinds[i - 1];
        kinds[0] = currentKind;
        Steps++;
        counts[(int)current]++;
        lastStep[(int)current] = Steps;
        if (IsChange(current))
        {
            (sinceChange, BytesSinceChange) = (default, 0);
            ChangesSinceRun++;
            return;
        }

        sinceChange[(int)currentKind]++;
        if (current == StepAction.Run) ChangesSinceRun = 0;
    }

    private static bool IsChange(StepAction action) => action is StepAction.Edit or StepAction.Write;

    [InlineArray(RecentSteps)]
    private struct Recent
    {
        private StepAction first;
    }

    [InlineArray(ShownKinds)]
    private struct RecentKinds
    {
        private CommandKind first;
    }

    [InlineArray(CommandKinds.Count)]
    private struct PerKind
    {
        private int first;
    }

    [InlineArray(Actions)]
    private struct PerAction
    {
        private int first;
    }

    [InlineArray(RecentCommands)]
    private struct Commands
    {
        private ulong first;
    }
}
