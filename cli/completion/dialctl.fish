# fish completion for dialctl, which itself knows what may stand where.

function __dialctl_complete
    set -l words (commandline -opc) (commandline -ct)
    for candidate in ($words[1] __complete $words[2..-1] 2>/dev/null)
        switch $candidate
            case :files
                __fish_complete_path (commandline -ct)
            case :directories
                __fish_complete_directories (commandline -ct)
            case '*'
                echo $candidate
        end
    end
end

complete -c dialctl -f -k -a '(__dialctl_complete)'
