using System.Globalization;
using System.Text.Json;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Lines of the log, as the shipped settings format them.</summary>
public sealed class LogFormatTests
{
    private const string Time = "yyyy-MM-ddTHH:mm:ss.fffZ";

    [Fact]
    public void A_line_has_its_time_in_utc_its_level_its_source_and_its_event()
    {
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);

        var line = Write(ConsoleFormatterNames.Simple, "a message");

        var time = DateTimeOffset.ParseExact(line[..Time.Length], Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        time.ShouldBeInRange(before, DateTimeOffset.UtcNow.AddSeconds(1));
        line[Time.Length..].TrimEnd('\n').ShouldBe(" warn: JusInfer.Portal.Test[4003] a message");
    }

    [Theory]
    [InlineData(ConsoleFormatterNames.Simple)]
    [InlineData(ConsoleFormatterNames.Json)]
    public void A_line_break_in_a_message_starts_no_line(string format)
    {
        var line = Write(format, "a name\n2026-01-01T00:00:00.000Z crit: forged");

        line.TrimEnd('\n').ShouldNotContain('\n');
        line.ShouldContain("forged");
    }

    [Fact]
    public void As_json_a_line_is_an_object_for_programs()
    {
        var line = JsonElement.Parse(Write(ConsoleFormatterNames.Json, "a message"));

        (line.GetProperty("EventId").GetInt32(), line.GetProperty("LogLevel").GetString(), line.GetProperty("Category").GetString(), line.GetProperty("Message").GetString())
            .ShouldBe((4003, "Warning", "JusInfer.Portal.Test", "a message"));
        line.GetProperty("Timestamp").GetString().ShouldEndWith("Z ");
    }

    /// <summary>Those that the guide Operations lists: the other two write only to a debugger and to tracing that are attached to the process.</summary>
    [Fact]
    public void The_log_goes_to_the_console_only()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "JusInfer.Portal", ContentRootPath = Repository.Root });
        builder.AddPortal();

        builder.Services.Where(static service => service.ServiceType == typeof(ILoggerProvider)).Select(static service => service.ImplementationType?.Name).Order(StringComparer.Ordinal)
            .ShouldBe(["ConsoleLoggerProvider", "DebugLoggerProvider", "EventSourceLoggerProvider"]);
    }

    private static string Write(string format, string message)
    {
        var settings = new ConfigurationBuilder().AddJsonFile(Repository.PathOf("appsettings.json")).Build();
        using var services = new ServiceCollection().AddLogging(logging => logging.AddConfiguration(settings.GetSection("Logging")).AddConsole()).BuildServiceProvider();
        using var text = new StringWriter { NewLine = "\n" };
        services.GetServices<ConsoleFormatter>().Single(each => each.Name == format)
            .Write(new LogEntry<string>(LogLevel.Warning, "JusInfer.Portal.Test", new EventId(4003), message, exception: null, static (state, _) => state), scopeProvider: null, text);
        return text.ToString();
    }
}
