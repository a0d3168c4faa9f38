using System.Collections.Immutable;
using System.Data.Common;
using JusInfer.Portal.Data;
using JusInfer.Portal.Data.KeyRing;
using JusInfer.Portal.Hosting.Commands;

namespace JusInfer.Portal.Hosting;

/// <summary>What the arguments ask for: the server, a command, or a text.</summary>
internal static class PortalProgram
{
    /// <summary>The output of a command is its result, and it says itself what failed in the store.</summary>
    private static readonly ImmutableArray<string> LogOfCommands =
        ["--Logging:Console:LogToStandardErrorThreshold=Trace", "--Logging:LogLevel:Microsoft.EntityFrameworkCore=None"];

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(args);
        if (line.WantsVersion) return await WriteAsync(output, ProductVersion.Text, exitCode: 0);
        if (line.Words is ["help", .. var topic]) return await HelpAsync(topic, output, errors);
        if (line.WantsHelp) return await HelpAsync(line.Words, output, errors);
        if (line.Words is []) return await ServeAsync(line.Settings, errors);
        if (CommandTable.Find(line.Words) is not { } command) return await RejectAsync(line.Words[0], errors);
        return command.OperandsIn(line.Words) is { } operands && command.Accepts(operands)
            ? await RunAsync(command, operands, line.Settings, output, errors, cancellationToken)
            : await WriteAsync(errors, CommandHelp.Usage(command), ExitCodes.Usage);
    }

    private static async Task<int> ServeAsync(ImmutableArray<string> settings, TextWriter errors)
    {
        var app = Build(settings).UsePortal();
        var store = app.Services.GetRequiredService<StoreOptions>();
        try
        {
            return await app.RunPortalAsync();
        }
        catch (Exception fault) when (StoreUnavailableException.IsDamage(fault.GetBaseException()) || StoreFaults.RefusesWrites(fault))
        {
            // The services that start after the migrations read the damaged part of the file, or write.
            return await WriteAsync(errors, new StoreUnavailableException(store, fault.GetBaseException()).Message, ExitCodes.Unavailable);
        }
    }

    private static Task<int> HelpAsync(ImmutableArray<string> topic, TextWriter output, TextWriter errors) =>
        topic is [] ? WriteAsync(output, CommandHelp.Overview, exitCode: 0)
        : CommandTable.Find(topic) is { } command ? WriteAsync(output, CommandHelp.Usage(command), exitCode: 0)
        : CommandTable.Group(topic[0]) is [_, ..] group ? WriteAsync(output, CommandHelp.Usage(group), exitCode: 0)
        : RejectAsync(topic[0], errors);

    private static Task<int> RejectAsync(string word, TextWriter errors) => WriteAsync(
        errors, CommandTable.Group(word) is [_, ..] group ? CommandHelp.Usage(group) : CommandHelp.Unknown(word), ExitCodes.Usage);

    private static async Task<int> RunAsync(
        Command command,
        ImmutableArray<string> operands,
        ImmutableArray<string> settings,
        TextWriter output,
        TextWriter errors,
        CancellationToken cancellationToken)
    {
        await using var app = Build([.. LogOfCommands, .. settings]);
        if (app.Services.GetRequiredService<StartupErrors>().All is [_, ..] faults)
            return await WriteAsync(errors, string.Join(Environment.NewLine, faults), ExitCodes.Configuration);
        try
        {
            return await command.RunAsync(app.Services, operands, output, cancellationToken);
        }
        catch (UnreadableKeysException fault)
        {
            return await WriteAsync(errors, fault.Message, ExitCodes.Configuration);
        }
        catch (StoreUnavailableException fault)
        {
            return await WriteAsync(errors, fault.Message, ExitCodes.Unavailable);
        }
        catch (DbException fault)
        {
            return await WriteAsync(errors, $"The store cannot be used: {fault.Message}", ExitCodes.Unavailable);
        }
    }

    private static WebApplication Build(ImmutableArray<string> settings) =>
        WebApplication.CreateBuilder(PortalArguments.Of(settings)).AddPortal().Build();

    private static async Task<int> WriteAsync(TextWriter writer, string text, int exitCode)
    {
        await writer.WriteLineAsync(text);
        return exitCode;
    }
}
