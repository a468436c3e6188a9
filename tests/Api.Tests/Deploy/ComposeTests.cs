using System.Text.RegularExpressions;
using Grainwatch.Api.Tests.Support;
using Grainwatch.Testing.Processes;
using YamlDotNet.RepresentationModel;

namespace Grainwatch.Api.Tests.Deploy;

/// <summary>The files by which a cluster is run in containers, as far as they can be checked where no container can run.</summary>
public sealed partial class ComposeTests
{
    static readonly string File = Path.Combine(Programs.RepositoryRoot(), "docker-compose.yml");

    static readonly Dictionary<string, string> Chosen = new()
    {
        ["GRAINWATCH_ADMIN_TOKEN"] = "a-token-for-tests",
        ["GRAINWATCH_DB_PASSWORD"] = "a-password",
        ["GRAINWATCH_GRAFANA_PASSWORD"] = "another-password",
    };

    [SkippableFact]
    public async Task DockerComposeUnderstandsIt()
    {
        var (code, output) = await ComposeAsync(Chosen, "--profile", "monitoring", "config");

        Assert.True(code == 0, output);
        using StringReader text = new(output);
        Assert.Equal(
            ["balancer", "grafana", "grafana-login", "postgres", "prometheus", "silo"], ServicesOf(Yaml(text)).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void MonitoringIsAskedFor()
    {
        var asked = Services().Where(service => Texts(service.Value, "profiles").Contains("monitoring")).Select(service => service.Key);

        Assert.Equal(["grafana", "grafana-login", "prometheus"], asked.Order(StringComparer.Ordinal));
    }

    [SkippableTheory]
    [InlineData("GRAINWATCH_ADMIN_TOKEN", "choose an admin token")]
    [InlineData("GRAINWATCH_DB_PASSWORD", "choose a password for the database")]
    public async Task ASecretThatIsNotSetIsAskedFor(string secret, string said)
    {
        var (code, output) = await ComposeAsync(new Dictionary<string, string>(Chosen) { [secret] = "" }, "config");

        Assert.NotEqual(0, code);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    /// <summary>Compose makes an empty folder of a file that is not there.</summary>
    [Fact]
    public void EveryFileThatIsMountedIsThere()
    {
        string[] mounted = [.. Services().SelectMany(service => Texts(service.Value, "volumes"))
            .Where(volume => volume.StartsWith("./", StringComparison.Ordinal))
            .Select(volume => volume.Split(':')[0])];

        Assert.Contains("./deploy/grafana/login.sql", mounted);
        Assert.All(mounted, path => Assert.True(Path.Exists(Path.Combine(Programs.RepositoryRoot(), path)), $"{path} is not there."));
    }

    [Fact]
    public void GrafanaIsGivenEveryVariableThatItsDataSourcesName()
    {
        var sources = System.IO.File.ReadAllText(Path.Combine(Programs.RepositoryRoot(), "deploy", "grafana", "provisioning", "datasources", "grainwatch.yml"));
        var given = ((YamlMappingNode)Services()["grafana"]["environment"]).Children.Keys.Select(name => name.ToString());

        string[] named = [.. Variable().Matches(sources).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(given));
    }

    /// <summary>By the names that their network knows them under.</summary>
    [Fact]
    public void PrometheusAndTheBalancerAskTheSilosWhereTheyListen()
    {
        var prometheus = Yaml(Path.Combine(Programs.RepositoryRoot(), "deploy", "prometheus", "prometheus.yml"));
        var asked = prometheus["scrape_configs"][0]["dns_sd_configs"][0];
        var balancer = System.IO.File.ReadAllText(Path.Combine(Programs.RepositoryRoot(), "deploy", "cluster", "haproxy.cfg"));

        Assert.Equal("silo", asked["names"][0].ToString());
        Assert.Equal("7181", asked["port"].ToString());
        Assert.Contains(" silo:7181 ", balancer, StringComparison.Ordinal);
        Assert.True(Services().ContainsKey("silo"));
        Assert.Contains("EXPOSE 7181 ", System.IO.File.ReadAllText(Path.Combine(Programs.RepositoryRoot(), "Dockerfile")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task PromtoolUnderstandsPrometheusSettings()
    {
        var (code, output) = await Tool.RunAsync(
            "promtool", "prometheus", Chosen, "check", "config", Path.Combine(Programs.RepositoryRoot(), "deploy", "prometheus", "prometheus.yml"));

        Assert.True(code == 0, output);
    }

    [SkippableFact]
    public async Task HaproxyUnderstandsItsSettings()
    {
        var (code, output) = await Tool.RunAsync(
            "haproxy", "haproxy", Chosen, "-c", "-f", Path.Combine(Programs.RepositoryRoot(), "deploy", "cluster", "haproxy.cfg"));

        Assert.True(code == 0, output);
    }

    static Task<(int ExitCode, string Output)> ComposeAsync(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments) =>
        Tool.RunAsync("docker-compose", "docker-compose", environment, [.. new[] { "-f", File }, .. arguments]);

    static Dictionary<string, YamlNode> Services() => ServicesOf(Yaml(File));

    static Dictionary<string, YamlNode> ServicesOf(YamlNode compose) =>
        ((YamlMappingNode)compose["services"]).Children.ToDictionary(service => service.Key.ToString(), service => service.Value);

    static IEnumerable<string> Texts(YamlNode service, string list) =>
        ((YamlMappingNode)service).Children.TryGetValue(list, out var found) ? ((YamlSequenceNode)found).Select(one => one.ToString()) : [];

    static YamlNode Yaml(string path)
    {
        using var text = System.IO.File.OpenText(path);
        return Yaml(text);
    }

    static YamlNode Yaml(TextReader text)
    {
        var document = new YamlStream();
        document.Load(text);
        return document.Documents[0].RootNode;
    }

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();
}
